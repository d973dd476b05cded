import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { RETRY_WINDOW_MS } from '@interstella/infra/stages';
import type { Aws } from '../aws.ts';
import type { DeployedStack } from '../deployed.ts';
import type { StageReadings } from '../stage-readings.ts';

/** Of a stage that is stable now: the times that tell since when. */
export interface StabilityTimes {
  /** When the last change of the stack was complete. */
  readonly stackCompletedAt: Date;
  /** When each service's newest deployment last changed. */
  readonly servicesChangedAt: readonly Date[];
  /** When each subscription was made or changed. */
  readonly subscriptionsMadeAt: readonly Date[];
}

/**
 * Since when a stage that is stable now has been so for certain; rather too late than too early.
 *
 * SNS does not tell when a subscription was confirmed, and may ask for that as long as it retries a delivery. So within
 * that time a subscription counts as confirmed only now.
 */
export function stableSince(times: StabilityTimes, now: Date): Date {
  const confirmedAt = times.subscriptionsMadeAt.map((at) =>
    Math.min(now.getTime(), at.getTime() + RETRY_WINDOW_MS),
  );
  const others = [times.stackCompletedAt, ...times.servicesChangedAt].map((at) => at.getTime());
  return new Date(Math.max(...others, ...confirmedAt));
}

export async function readStabilityTimes(
  aws: Aws,
  stack: DeployedStack,
  { services }: StageReadings,
): Promise<StabilityTimes> {
  const cloudFormation = new CloudFormationClient(aws.config);
  const [stackCompletedAt, subscriptionsMadeAt] = await Promise.all([
    completedAt(cloudFormation, stack),
    madeAt(cloudFormation, stack),
  ]);
  return {
    stackCompletedAt,
    servicesChangedAt: services.flatMap(({ running }) => running?.changedAt ?? []),
    subscriptionsMadeAt,
  };
}

/** The newest event about the stack itself is its end; where there is none, its end is taken to be now. */
async function completedAt(cloudFormation: CloudFormationClient, { name }: DeployedStack): Promise<Date> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: name }));
  const end = StackEvents.find(
    ({ PhysicalResourceId, StackId, ResourceStatus = '' }) =>
      PhysicalResourceId === StackId && ResourceStatus.endsWith('_COMPLETE'),
  );
  return end?.Timestamp ?? new Date();
}

/** CloudFormation allows 500 resources to a stack, which bounds the pages. */
async function madeAt(client: CloudFormationClient, { name }: DeployedStack): Promise<Date[]> {
  const times: Date[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: name })) {
    for (const { ResourceType, LastUpdatedTimestamp: at } of page.StackResourceSummaries ?? []) {
      if (ResourceType === 'AWS::SNS::Subscription' && at) times.push(at);
    }
  }
  return times;
}
