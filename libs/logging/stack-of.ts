/** Most causes of an error that are logged. */
const MAXIMUM_CAUSES = 5;

/**
 * The stack of an error and of its causes. Other properties are left out: those of clients' errors may hold keys.
 *
 * @returns undefined for anything that is neither an error nor the text of a stack
 */
export function stackOf(error: unknown): string | undefined {
  if (typeof error === 'string' && error.includes('\n')) return error;
  if (!(error instanceof Error)) return undefined;
  const stacks: string[] = [];
  let cause: unknown = error;
  while (cause !== undefined && stacks.length < MAXIMUM_CAUSES) {
    stacks.push(cause instanceof Error ? (cause.stack ?? cause.message) : typeof cause);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return stacks.join('\ncaused by: ');
}
