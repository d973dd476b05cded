import { setTimeout as delay } from 'node:timers/promises';
import type { Wait } from '@interstella/migration/gate/wait-at-gate.ts';
import { NamedError } from '@interstella/libs/errors';
import { type StageReadings, whatIsNotWell } from '../stage-readings.ts';

/** A stage does not become stable; the message names each target and subscription with its reason. */
export class NotWellError extends NamedError {
  readonly code = 'NOT_STABLE';

  static after(stage: string, problems: readonly string[], limitMs: number): NotWellError {
    const list = problems.map((problem) => `  ${problem}`).join('\n');
    return new NotWellError(`Stage ${stage} is not stable after ${Math.round(limitMs / 1_000)} s:\n${list}`);
  }
}

/**
 * Resolves with what is there once every target is healthy and every subscription confirmed.
 *
 * @param stage its name
 * @throws NotWellError at the limit; AbortError when it is given up on
 */
export async function waitUntilWell(
  stage: string,
  read: () => Promise<StageReadings>,
  { limitMs, signal, show }: Omit<Wait, 'note'>,
  pollMs: number,
): Promise<StageReadings> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const readings = await read();
    const problems = whatIsNotWell(readings);
    const [first, ...others] = problems;
    if (first === undefined) {
      signal.throwIfAborted();
      return readings;
    }
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    show(`Waiting for stage ${stage} to be stable: ${first}${more}`);
    const left = deadline - performance.now();
    if (left <= 0) throw NotWellError.after(stage, problems, limitMs);
    await delay(Math.min(pollMs, left), undefined, { signal });
  }
}
