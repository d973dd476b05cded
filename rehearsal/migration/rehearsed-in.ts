import { HqClient } from '@interstella/hq/client';
import { PlatformClient } from '@interstella/local/platform';
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
  const { hqUrl, adminKey, platformUrl, platformKey, endpointUrl, region, topicArnPrefix } = kit;
  return {
    hq: new HqClient({ url: hqUrl, adminKey }),
    platform: new PlatformClient({ url: platformUrl, key: platformKey }),
    participant: kit.participant,
    endpoint: { url: endpointUrl, region },
    ordersTopicArn: `${topicArnPrefix}orders`,
  };
}
