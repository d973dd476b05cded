/** So many consecutive failures end a deployment; of the desired count it is the half, between these two. */
const LEAST_THRESHOLD = 3;
const GREATEST_THRESHOLD = 200;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html */
export function failureThreshold(desiredCount: number): number {
  return Math.min(Math.max(Math.ceil(0.5 * desiredCount), LEAST_THRESHOLD), GREATEST_THRESHOLD);
}

const FIRST_DELAY_MS = 500;
const GREATEST_DELAY_MS = 60_000;

/**
 * How long the next start waits after so many tasks in a row that ended soon, in milliseconds: the first is replaced at
 * once, and then the time doubles. ECS does the same up to 27 minutes, which nobody would sit through at a laptop.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
export function restartDelayMs(earlyEnds: number): number {
  if (earlyEnds < 2) return 0;
  return Math.min(FIRST_DELAY_MS * 2 ** Math.min(earlyEnds - 2, 30), GREATEST_DELAY_MS);
}
