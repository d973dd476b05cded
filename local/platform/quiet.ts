import { setTimeout as delay } from 'node:timers/promises';
import { type LoadBalancer, pathOf, Router } from '../load-balancer/index.ts';
import type { Listener } from '../deployment/index.ts';

/** No attempt of SNS takes longer. */
const LIMIT_MS = 15_000;
const QUIET_MS = 200;
const POLL_MS = 20;

/**
 * Resolves when the endpoint of a subscription that was ended has had no request for a moment, and has none in hand: SNS
 * may have begun attempts that have not even arrived yet. Who else calls the same service may make this wait in vain; it
 * ends after 15 s in any case.
 */
export async function untilQuiet(
  balancer: Pick<LoadBalancer, 'snapshot'>,
  listener: Listener | undefined,
  endpoint: string,
): Promise<void> {
  const action = listener && new Router(listener).decide(pathOf(new URL(endpoint).pathname));
  if (action?.type !== 'forward') return;
  const deadline = performance.now() + LIMIT_MS;
  let last = -1;
  let since = performance.now();
  while (performance.now() < deadline && performance.now() - since < QUIET_MS) {
    await delay(POLL_MS);
    const { requests, inFlight } = activityOf(balancer, action.targetGroup);
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
