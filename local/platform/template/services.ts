import { MOST_TASKS, type Service, type TargetGroup, type TaskDefinition } from '../deployment/index.ts';
import type { Reading } from './reading.ts';
import type { Fields, Value } from './value.ts';

/** What a service refers to, by logical id. */
interface Referred {
  readonly taskDefinitions: ReadonlyMap<string, TaskDefinition>;
  readonly targetGroups: ReadonlyMap<string, TargetGroup>;
}

const SERVICE = 'AWS::ECS::Service';

/** Services by logical id. Where the template leaves something out, it is what ECS takes. */
export function readServices(reading: Reading, referred: Referred): ReadonlyMap<string, Service> {
  return reading.each(SERVICE, (fields) => readService(fields, referred));
}

function readService(fields: Fields, { taskDefinitions, targetGroups }: Referred): Service {
  fields.at('SchedulingStrategy').oneOf('REPLICA');
  // The machine is the capacity of either; that of EXTERNAL would be somebody's own.
  fields.at('LaunchType').oneOf('EC2', 'FARGATE');
  const id = fields.at('TaskDefinition').resource('AWS::ECS::TaskDefinition');
  const definition = taskDefinitions.get(id);
  const [balanced, grace] = [fields.at('LoadBalancers'), fields.at('HealthCheckGracePeriodSeconds')];
  if (balanced.isAbsent && !grace.isAbsent) {
    grace.refuse('ECS does not take it without LoadBalancers, whose health checks it is for.');
  }
  return {
    name: fields.at('ServiceName').ownName(),
    taskDefinition: id,
    desiredCount: fields.at('DesiredCount').number({ from: 0, to: MOST_TASKS, absent: 1 }),
    ...readDeployment(fields.at('DeploymentConfiguration')),
    forceNewDeployment: readNonce(fields.at('ForceNewDeployment')),
    healthCheckGracePeriodS: grace.number({ from: 0, to: 2_147_483_647, absent: 0 }),
    targetGroup: balanced.isAbsent
      ? undefined
      : balanced.only('target group', (one) => readTargetGroup(one, definition, targetGroups)),
  };
}

function readDeployment(configuration: Value) {
  return configuration.object((fields) => ({
    minimumHealthyPercent: fields.at('MinimumHealthyPercent').number({ from: 0, to: 100, absent: 100 }),
    maximumPercent: fields.at('MaximumPercent').number({ from: 100, to: 1_000, absent: 200 }),
    circuitBreaker: readCircuitBreaker(fields.at('DeploymentCircuitBreaker')),
  }));
}

function readCircuitBreaker(breaker: Value): Service['circuitBreaker'] {
  if (breaker.isAbsent) return { enable: false, rollback: false };
  return breaker.object((fields) => ({
    enable: fields.at('Enable').flag(false),
    rollback: fields.at('Rollback').flag(false),
  }));
}

function readNonce(force: Value): string | undefined {
  if (force.isAbsent) return undefined;
  return force.object((fields) =>
    fields.at('EnableForceNewDeployment').flag(false)
      ? fields.at('ForceNewDeploymentNonce').text()
      : undefined,
  );
}

/** The name of the target group. Container and port are the task definition's only ones, or ECS would refuse them. */
function readTargetGroup(
  balanced: Value,
  definition: TaskDefinition | undefined,
  targetGroups: ReadonlyMap<string, TargetGroup>,
): string {
  return balanced.object((fields) => {
    const [container, port] = [fields.at('ContainerName'), fields.at('ContainerPort')];
    const [name, number] = [container.text(), port.number({ from: 1, to: 65_535 })];
    if (definition && name !== definition.container) {
      container.refuse(`the task definition has no container ${JSON.stringify(name)}.`);
    }
    if (definition && number !== definition.containerPort) {
      port.refuse(`the container listens on ${definition.containerPort}.`);
    }
    const id = fields.at('TargetGroupArn').resource('AWS::ElasticLoadBalancingV2::TargetGroup');
    return targetGroups.get(id)?.name ?? '';
  });
}
