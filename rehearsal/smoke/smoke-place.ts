import type { HqClient } from '@interstella/hq/client';
import { MONOLITH_GATHERS, type MonolithTag, type Resource, type Stage } from '@interstella/infra/stages';

/** Interstella HQ, which publishes an order on demand. */
export interface SmokeHq {
  readonly client: HqClient;
  /** Who must get the order; everybody who is owed it, if undefined. */
  readonly participant: string | undefined;
  /** The command that has HQ owe it orders. */
  readonly openCommand: (participant: string) => string;
}

/** What is tested, and what is known about it. */
export interface SmokePlace {
  /** Of the load balancer, or a service; without a slash at its end. */
  readonly url: string;
  /** Undefined where nobody knows what should be there: then only what holds in every stage is checked. */
  readonly stage: Stage | undefined;
  /** Of the monolith, where it is not the stage's own. */
  readonly monolithTag?: MonolithTag | undefined;
  /** For direct orders, where they need it. */
  readonly serviceKey: string | undefined;
  /** Whose deliveries the monolith takes, and whether it knows SNS's certificate by itself; undefined where unknown. */
  readonly ordersTopic?: { readonly arn: string; readonly isPinned: boolean };
  /** Asked once an order is wanted of it; undefined where HQ is not known, or is not ours to instruct. */
  readonly findHq: () => Promise<SmokeHq | undefined>;
}

/** What the monolith there still gathers, if that is known. */
export function gathers({ stage, monolithTag }: SmokePlace): readonly Resource[] | undefined {
  const task = stage?.tasks.find(({ service }) => service === 'monolith');
  return task && MONOLITH_GATHERS[monolithTag ?? task.imageTag];
}
