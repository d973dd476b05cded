import type { Deployment } from '../deployment/index.ts';
import type { SubscriptionState } from './subscriptions.ts';

/** Image → what runs for it: `interstella-monolith:noiridium` → its bundle, and the environment baked into it. */
export type ImageCatalogue = Readonly<
  Record<string, { readonly entry: string; readonly env: Readonly<Record<string, string>> }>
>;

/** What is deployed, and how it is. Times are ISO 8601, UTC. */
export interface PlatformState<Services = unknown, Balancer = unknown> {
  readonly stage: string | undefined;
  /** When the last change, of whatever kind, ended; undefined before the first and while one is under way. */
  readonly stableSince: string | undefined;
  /** What is being changed right now. */
  readonly changing: { readonly what: string; readonly since: string } | undefined;
  /** Where the load balancer is, or would be. */
  readonly loadBalancerUrl: string;
  readonly deployment: Deployment | undefined;
  readonly services: Services;
  readonly balancer: Balancer;
  readonly subscriptions: readonly SubscriptionState[];
  /** URLs, of the queues that are there. */
  readonly queueUrls: readonly string[];
}
