import type { Deployment, Listener, Service, Subscription, TaskDefinition } from './deployment/index.ts';

/** What the load balancer does. */
export type Routes = Pick<Deployment, 'listener' | 'targetGroups'>;

/** By which a subscription is the same one, whatever its attributes are. */
export const subscriptionKeyOf = ({ topicArn, endpoint }: Subscription) => `${topicArn} ${endpoint}`;
export const nameOf = ({ name }: { readonly name: string }) => name;

/** Everything that either has; of what both have, the latter. That is what there is in the midst of an update. */
export function mergeDeployments(before: Deployment, after: Deployment): Deployment {
  const { stage, environmentName } = after;
  return {
    stage,
    environmentName,
    ...mergeRoutes(before, after),
    taskDefinitions: union(before.taskDefinitions, after.taskDefinitions, ({ id }) => id),
    services: union(before.services, after.services, nameOf),
    queues: union(before.queues, after.queues, nameOf),
    subscriptions: union(before.subscriptions, after.subscriptions, subscriptionKeyOf),
    parameters: union(before.parameters, after.parameters, nameOf),
  };
}

export function routesOf({ listener, targetGroups }: Routes): Routes {
  return { ...(listener && { listener }), targetGroups };
}

/** A deployment of nothing, in the same environment: where a first update is rolled back to. */
export function emptyLike({ stage, environmentName }: Deployment): Deployment {
  return {
    stage,
    environmentName,
    targetGroups: [],
    taskDefinitions: [],
    services: [],
    queues: [],
    subscriptions: [],
    parameters: [],
  };
}

/** @throws if the template refers to a task definition that it does not have */
export function definitionOf({ taskDefinitions }: Deployment, service: Service): TaskDefinition {
  const definition = taskDefinitions.find(({ id }) => id === service.taskDefinition);
  if (!definition)
    throw new Error(`${service.name} refers to ${service.taskDefinition}, which is not there.`);
  return definition;
}

/** Rules that go stay until the services behind them are gone; of a priority that both use, the latter's holds. */
function mergeRoutes(before: Routes, after: Routes): Routes {
  const targetGroups = union(before.targetGroups, after.targetGroups, nameOf);
  const listener = mergeListeners(before.listener, after.listener);
  return { ...(listener && { listener }), targetGroups };
}

function mergeListeners(before: Listener | undefined, after: Listener | undefined): Listener | undefined {
  if (!before || !after) return after ?? before;
  const rules = union(before.rules, after.rules, ({ priority }) => String(priority));
  return { ...after, rules: rules.toSorted((one, other) => one.priority - other.priority) };
}

/** What the second list has and the first has not. */
export function added<T>(first: readonly T[], second: readonly T[], key: (item: T) => string): readonly T[] {
  const known = new Set(first.map(key));
  return second.filter((item) => !known.has(key(item)));
}

function union<T>(before: readonly T[], after: readonly T[], key: (item: T) => string): readonly T[] {
  const latest = new Map(after.map((item) => [key(item), item]));
  return [...before.map((item) => latest.get(key(item)) ?? item), ...added(before, after, key)];
}
