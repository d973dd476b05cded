import type { Deployment, Listener } from '../deployment/index.ts';
import type { Front } from './load-balancer.ts';
import { readParts } from './read-parts.ts';
import type { StackPlace } from './stack-place.ts';

/**
 * What a stage's template deploys, at a place.
 *
 * @param template as `cdk synth` writes it, parsed
 * @throws TemplateError that names everything in it that is neither understood nor known to mean nothing here
 */
export function readDeployment(template: unknown, place: StackPlace): Deployment {
  const { stage, environmentName, ...parts } = readParts(template, place);
  const listener = listenerOf(parts);
  return {
    stage,
    environmentName,
    ...(listener && { listener }),
    targetGroups: [...parts.targetGroups.values()],
    taskDefinitions: [...parts.taskDefinitions.values()],
    services: [...parts.services.values()],
    queues: [...parts.queues.values()],
    subscriptions: [...parts.subscriptions.values()],
    parameters: [...parts.parameters.values()],
  };
}

/** Its rules in the order in which they are asked. */
function listenerOf({ loadBalancers, listeners, rules }: Front): Listener | undefined {
  const [[loadBalancer], [listener]] = [[...loadBalancers.values()], [...listeners.values()]];
  return (
    loadBalancer &&
    listener && {
      ...loadBalancer,
      ...listener,
      rules: [...rules.values()].sort((one, other) => one.priority - other.priority),
    }
  );
}
