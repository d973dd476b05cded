import type { LoadBalancer } from './load-balancer/index.ts';
import type { TaskSupervisor } from './tasks/index.ts';
import type { Platform } from './platform.ts';
import type { PlatformState } from './state.ts';
import type { Queues } from './stores.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface StateSources {
  readonly platform: Platform;
  readonly balancer: LoadBalancer;
  readonly supervisor: TaskSupervisor;
  readonly queues: Queues;
  readonly subscriptions: Subscriptions;
  /** Of the load balancer. */
  readonly port: number;
}

/** Everything at one moment: what a change does while the queues are looked up is not in it. */
export async function stateOf(sources: StateSources): Promise<PlatformState> {
  const { platform, balancer, supervisor, queues, subscriptions, port } = sources;
  const deployment = platform.applied?.deployment;
  const state = {
    stage: deployment?.stage,
    revision: platform.revision,
    stableSince: platform.stableSince,
    changing: platform.changing,
    loadBalancerUrl: `http://localhost:${port}`,
    tasks: supervisor.snapshot(),
    balancer: balancer.snapshot(),
    subscriptions: subscriptions.list(),
  };
  const names = deployment?.queues.map(({ name }) => name) ?? [];
  const urls = await Promise.all(names.map((name) => queues.url(name)));
  return { ...state, queueUrls: urls.filter((url) => url !== undefined) };
}
