/** What a person asked for cannot be done; the message says why and what to do. Shown without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
