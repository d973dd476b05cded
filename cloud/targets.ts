import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  TargetGroupNotFoundException,
  TargetHealthStateEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { namesIn } from '@interstella/infra/names';
import type { ServiceName } from '@interstella/infra/stages';
import type { Aws } from './aws.ts';

/** A task as the load balancer sees it. */
export interface Target {
  /** Instance id or address, and port. */
  readonly id: string;
  /** Of the load balancer, such as `healthy`, `unhealthy`, `initial`, `draining`. */
  readonly state: string;
  readonly reason: string | undefined;
}

/** @returns undefined if the service has no target group */
export async function readTargets(
  aws: Aws,
  environmentName: string,
  service: ServiceName,
): Promise<readonly Target[] | undefined> {
  const client = new ElasticLoadBalancingV2Client(aws.config);
  try {
    const { TargetGroups: [group] = [] } = await client.send(
      new DescribeTargetGroupsCommand({ Names: [namesIn(environmentName).service(service)] }),
    );
    if (!group) return undefined;
    const { TargetHealthDescriptions = [] } = await client.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: group.TargetGroupArn }),
    );
    return TargetHealthDescriptions.map(({ Target: target, TargetHealth: health }) => ({
      id: `${target?.Id ?? '?'}:${target?.Port ?? '?'}`,
      state: health?.State ?? 'unknown',
      reason: health?.Description ?? health?.Reason,
    }));
  } catch (error) {
    if (error instanceof TargetGroupNotFoundException) return undefined;
    throw error;
  }
}

/** On its way out; the load balancer sends it nothing new. */
export const isDraining = ({ state }: Target): boolean => state === TargetHealthStateEnum.DRAINING;
export const isHealthy = ({ state }: Target): boolean => state === TargetHealthStateEnum.HEALTHY;
