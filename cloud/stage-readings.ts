import type { ImageTag, ServiceName, Stage } from '@interstella/infra/stages';
import { subscriptionProblems } from '@interstella/migration/gate/subscription-problems.ts';
import type { Aws } from './aws.ts';
import type { DeployedStack } from './deployed.ts';
import { readService, type RunningService } from './services.ts';
import { readSubscriptions, type ReadSubscription } from './subscriptions.ts';
import { isDraining, isHealthy, readTargets, type Target } from './targets.ts';

export interface ServiceReading {
  readonly service: ServiceName;
  /** Undefined where ECS knows no such service. */
  readonly running: RunningService | undefined;
  /** Undefined where there is no target group. */
  readonly targets: readonly Target[] | undefined;
  /** The tags of its image that are right; any if undefined. */
  readonly imageTags?: readonly ImageTag[] | undefined;
}

/** What is there of a stage at one moment: whatever has to be well for orders to flow. */
export interface StageReadings {
  readonly services: readonly ServiceReading[];
  readonly subscriptions: readonly ReadSubscription[];
}

/** @param monolithTag that is right as well, where somebody chose one instead of the stage's */
export async function readStage(
  aws: Aws,
  environmentName: string,
  stack: DeployedStack,
  stage: Stage,
  monolithTag?: ImageTag,
): Promise<StageReadings> {
  const tasks = stage.tasks.filter(({ runBy }) => runBy === 'service');
  const services = tasks.map(async ({ service, imageTag }): Promise<ServiceReading> => {
    const [running, targets] = await Promise.all([
      readService(aws, environmentName, service),
      readTargets(aws, environmentName, service),
    ]);
    const chosen = service === 'monolith' && monolithTag !== undefined ? [monolithTag] : [];
    return { service, running, targets, imageTags: [imageTag, ...chosen] };
  });
  const [read, subscriptions] = await Promise.all([
    Promise.all(services),
    readSubscriptions(aws, stack, stage),
  ]);
  return { services: read, subscriptions };
}

/** What keeps the stage from being stable, a sentence each, with the reason that AWS gives; none if it is. */
export function whatIsNotWell({ services, subscriptions }: StageReadings): string[] {
  return [...services.flatMap(serviceProblems), ...subscriptionProblems(subscriptions)];
}

function serviceProblems({ service, running, targets, imageTags }: ServiceReading): string[] {
  if (!running) return [`The service ${service} does not run.`];
  const problems: string[] = [];
  const { imageTag } = running;
  if (imageTag !== undefined && imageTags && !imageTags.some((tag) => tag === imageTag)) {
    problems.push(`The service ${service} runs the image ${imageTag} and not ${imageTags.join(' or ')}.`);
  }
  if (!running.rolledOut) {
    const reason = running.rolloutReason === undefined ? '' : `: ${running.rolloutReason}`;
    problems.push(`The service ${service} is being rolled out${reason}`);
  }
  const serving = (targets ?? []).filter((target) => !isDraining(target));
  for (const { id, state, reason } of serving.filter((target) => !isHealthy(target))) {
    const why = reason === undefined ? '' : `: ${reason}`;
    problems.push(`The target ${id} of ${service} is ${state}${why}`);
  }
  if (serving.length < running.desired) {
    problems.push(
      `The load balancer knows ${serving.length} of the ${running.desired} targets that ${service} should have.`,
    );
  }
  return problems;
}
