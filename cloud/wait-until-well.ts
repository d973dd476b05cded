import { setTimeout as delay } from 'node:timers/promises';
import { type StageReadings, whatIsNotWell } from './stage-readings.ts';

/** A stage does not become stable; the message names each target and subscription with its reason. */
export class NotWellError extends Error {
  override readonly name = 'NotWellError';

  constructor(stage: string, problems: readonly string[], limitMs: number) {
    const list = problems.map((problem) => `  ${problem}`).join('\n');
    super(`Stage ${stage} is not stable after ${Math.round(limitMs / 1_000)} s:\n${list}`);
  }
}

export interface WellWait {
  /** Its name. */
  readonly stage: string;
  readonly read: () => Promise<StageReadings>;
  /** In milliseconds, as is `pollMs`. */
  readonly limitMs: number;
  readonly pollMs: number;
  readonly onProblems: (problems: readonly string[]) => void;
}

/**
 * Resolves with what is there once every target is healthy and every subscription confirmed.
 *
 * @throws NotWellError at the limit
 */
export async function waitUntilWell({
  stage,
  read,
  limitMs,
  pollMs,
  onProblems,
}: WellWait): Promise<StageReadings> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const readings = await read();
    const problems = whatIsNotWell(readings);
    if (problems.length === 0) return readings;
    onProblems(problems);
    const left = deadline - performance.now();
    if (left <= 0) throw new NotWellError(stage, problems, limitMs);
    await delay(Math.min(pollMs, left));
  }
}
