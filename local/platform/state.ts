import type { LoadBalancerSnapshot } from './load-balancer/index.ts';
import type { SupervisorSnapshot } from './tasks/index.ts';
import type { SubscriptionState } from './subscriptions.ts';

/** What is deployed, and how it is. Times are ISO 8601, UTC. */
export interface PlatformState {
  /** The last that was deployed well. */
  readonly stage: string | undefined;
  /** How many deployments were begun: what is planned at one is refused once another has begun. */
  readonly revision: number;
  /** When the last change, of whatever kind, ended; undefined before the first and while one is under way. */
  readonly stableSince: string | undefined;
  /** What is being changed right now. */
  readonly changing: { readonly what: string; readonly since: string } | undefined;
  /** Where the load balancer is, or would be. */
  readonly loadBalancerUrl: string;
  readonly tasks: SupervisorSnapshot;
  readonly balancer: LoadBalancerSnapshot;
  readonly subscriptions: readonly SubscriptionState[];
  /** Of the deployed queues. */
  readonly queueUrls: readonly string[];
}
