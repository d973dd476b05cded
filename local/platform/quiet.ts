import { setTimeout as delay } from 'node:timers/promises';
import type { LoadBalancer } from './load-balancer/index.ts';

/** Other callers of the service may go on: the wait ends then. */
const LIMIT_MS = 5_000;
const QUIET_MS = 200;
const POLL_MS = 20;

/**
 * Resolves when a target group has had no request for a moment, and has none in hand: of a subscription that was ended,
 * SNS may have begun attempts that have not even arrived yet. Ends after five seconds in any case.
 */
export async function untilQuiet(
  balancer: Pick<LoadBalancer, 'snapshot'>,
  targetGroup: string,
): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  let last = -1;
  let since = performance.now();
  while (performance.now() < deadline && performance.now() - since < QUIET_MS) {
    await delay(POLL_MS);
    const { requests, inFlight } = activityOf(balancer, targetGroup);
    if (requests !== last || inFlight > 0) since = performance.now();
    last = requests;
  }
}

function activityOf(balancer: Pick<LoadBalancer, 'snapshot'>, name: string) {
  const targets = balancer.snapshot().targetGroups.find((group) => group.name === name)?.targets ?? [];
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    requests: sum(targets.map(({ requests }) => requests)),
    inFlight: sum(targets.map(({ inFlight }) => inFlight)),
  };
}
