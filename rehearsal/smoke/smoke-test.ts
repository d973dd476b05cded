/** What one check came to. */
export interface CheckResult {
  readonly name: string;
  readonly outcome: 'ok' | 'FAILED' | 'skipped';
  /** Why it failed, or was skipped; or what it saw. */
  readonly detail: string | undefined;
}

/** What holds where things are well. Resolves with what it saw, if that is worth a word; rejects with the reason. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<string | undefined>;
}

/** It could not be checked, and that is nobody's fault; the message says what it takes. */
export class Skipped extends Error {}

/** One after the other: a smoke test is no load test. @param show told each result as it comes */
export async function runChecks(
  checks: readonly Check[],
  show: (result: CheckResult) => void,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const result = await outcomeOf(check);
    show(result);
    results.push(result);
  }
  return results;
}

export function allWell(results: readonly CheckResult[]): boolean {
  return results.every(({ outcome }) => outcome !== 'FAILED');
}

/** Whether nobody took a connection, whatever was asked. */
export function isSilent(results: readonly CheckResult[]): boolean {
  const failed = results.filter(({ outcome }) => outcome === 'FAILED');
  return failed.length > 0 && failed.every(({ detail = '' }) => detail.includes('ECONNREFUSED'));
}

/** As scripts/smoke.sh prints it. */
export function resultText({ name, outcome, detail }: CheckResult): string {
  return `${outcome.padEnd(7)} ${name}${detail === undefined ? '' : `: ${detail}`}`;
}

async function outcomeOf({ name, run }: Check): Promise<CheckResult> {
  try {
    return { name, outcome: 'ok', detail: await run() };
  } catch (error) {
    const { message } = error as Error;
    return { name, outcome: error instanceof Skipped ? 'skipped' : 'FAILED', detail: message };
  }
}
