import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { namesIn } from '@interstella/infra/names';
import type { ServiceName } from '@interstella/infra/stages';
import type { Aws } from './aws.ts';

/** A service as ECS runs it. */
export interface RunningService {
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  /** Of its newest task definition's image, such as `noiridium`. */
  readonly imageTag: string | undefined;
  /** Whether every task is of the newest revision. */
  readonly rolledOut: boolean;
  /** What ECS says about the deployment that is under way. */
  readonly rolloutReason: string | undefined;
  /** When the newest deployment last changed. */
  readonly changedAt: Date | undefined;
}

/** @returns undefined if there is no such service (any more) */
export async function readService(
  aws: Aws,
  environmentName: string,
  service: ServiceName,
): Promise<RunningService | undefined> {
  const ecs = new ECSClient(aws.config);
  const names = namesIn(environmentName);
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: names.cluster, services: [names.service(service)] }),
  );
  const found = services.find(({ status }) => status === 'ACTIVE');
  if (!found) return undefined;
  const { deployments = [], desiredCount = 0, runningCount = 0, pendingCount = 0 } = found;
  const newest = deployments.find(({ status }) => status === 'PRIMARY');
  return {
    desired: desiredCount,
    running: runningCount,
    pending: pendingCount,
    imageTag: await imageTagOf(ecs, found.taskDefinition),
    rolledOut: deployments.length === 1 && newest?.rolloutState === 'COMPLETED',
    rolloutReason: newest?.rolloutStateReason,
    changedAt: newest?.updatedAt ?? newest?.createdAt,
  };
}

async function imageTagOf(ecs: ECSClient, taskDefinition: string | undefined): Promise<string | undefined> {
  if (taskDefinition === undefined) return undefined;
  const { taskDefinition: definition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition }),
  );
  return definition?.containerDefinitions?.[0]?.image?.split(':').at(-1);
}
