import type { HqClient } from '@interstella/hq/client';
import type { PlatformClient } from '@interstella/local/platform';
import { hqOf, platformOf } from '../kit/clients.ts';
import type { RunningKit } from '../kit/running-kit.ts';
import type { AwsEndpoint } from '../kit/aws-endpoint.ts';

/** A running kit, as a migration needs it. */
export interface Rehearsed {
  readonly hq: HqClient;
  readonly platform: PlatformClient;
  readonly participant: string;
  readonly endpoint: AwsEndpoint;
  readonly ordersTopicArn: string;
}

/** What a migration is driven in: the kit that runs. */
export function rehearsedIn(kit: RunningKit): Rehearsed {
  const { endpointUrl, region, topicArnPrefix } = kit;
  return {
    hq: hqOf(kit),
    platform: platformOf(kit),
    participant: kit.participant,
    endpoint: { url: endpointUrl, region },
    ordersTopicArn: `${topicArnPrefix}orders`,
  };
}
