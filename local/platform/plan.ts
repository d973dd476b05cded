import { isDeepStrictEqual } from 'node:util';
import type {
  Deployment,
  Listener,
  Parameter,
  Queue,
  Service,
  Subscription,
  TargetGroup,
  TaskDefinition,
} from '../deployment/index.ts';

/** One thing to do, and what a person calls it. */
export type Step = { readonly id: string; readonly title: string } & Action;

type Action =
  | { readonly kind: 'create-queue' | 'remove-queue'; readonly queue: Queue }
  | { readonly kind: 'put-parameter' | 'remove-parameter'; readonly parameter: Parameter }
  | { readonly kind: 'stop-tasks' }
  | { readonly kind: 'route'; readonly routes: Routes }
  | { readonly kind: 'deploy-service'; readonly service: Service; readonly definition: TaskDefinition }
  | { readonly kind: 'remove-service'; readonly service: Service }
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly subscription: Subscription };

/** What the load balancer does. */
export type Routes = Pick<Deployment, 'listener' | 'targetGroups'>;

/** Steps that depend on nothing in their own phase. A phase begins when the one before has ended. */
export interface Phase {
  readonly steps: readonly Step[];
  /** Takes away what the new template no longer has. By then the update has succeeded, and is not rolled back. */
  readonly cleansUp: boolean;
}

/** What there is, and of what nobody knows how it is: the steps that would change it. Those are taken in any case. */
export interface Found {
  readonly deployment: Deployment | undefined;
  readonly doubtful: ReadonlySet<Step['id']>;
}

const keyOf = ({ topicArn, endpoint }: Subscription) => `${topicArn} ${endpoint}`;
const ROUTES = 'routes';
const ROUTES_IN_THE_END = 'routes in the end';
const nameOf = ({ name }: { readonly name: string }) => name;

/**
 * How to come from one deployment to another, in the order in which CloudFormation would do it: what depends on something
 * is created and updated after it; what is gone is removed at the end, in the reverse order.
 */
export function planChange({ deployment, doubtful }: Found, to: Deployment): readonly Phase[] {
  const before = deployment ?? emptyLike(to);
  const both = mergeDeployments(before, to);
  const inDoubt = (id: string) => doubtful.has(id);
  const routesInDoubt = inDoubt(ROUTES) || inDoubt(ROUTES_IN_THE_END);
  const creating: readonly (readonly Step[])[] = [
    [
      ...to.queues
        .filter((one) => inDoubt(`queue ${one.name}`) || !before.queues.some(({ name }) => name === one.name))
        .map((queue) => queueStep('create-queue', queue)),
      ...to.parameters
        .filter((one) => inDoubt(`parameter ${one.name}`) || !has(before.parameters, one))
        .map((parameter) => parameterStep(parameter)),
      ...stopTasks(before, to),
    ],
    routeSteps(ROUTES, before, both, routesInDoubt),
    to.services
      .filter((service) => inDoubt(stepOf(service.name)) || isChanged(before, to, service))
      .map((service) => deployStep(before, to, service)),
    to.subscriptions
      .filter((one) => inDoubt(`subscription ${keyOf(one)}`) || !has(before.subscriptions, one))
      .map((one) => subscriptionStep('subscribe', one)),
  ];
  const cleaningUp: readonly (readonly Step[])[] = [
    added(to.subscriptions, before.subscriptions, keyOf).map((one) => subscriptionStep('unsubscribe', one)),
    added(to.services, before.services, nameOf).map((service) => removalOf(service)),
    routeSteps(ROUTES_IN_THE_END, both, to, false),
    [
      ...added(to.queues, before.queues, nameOf).map((queue) => queueStep('remove-queue', queue)),
      ...added(to.parameters, before.parameters, nameOf).map((parameter) => parameterRemoval(parameter)),
    ],
  ];
  return [
    ...creating.map((steps) => ({ steps, cleansUp: false })),
    ...cleaningUp.map((steps) => ({ steps, cleansUp: true })),
  ].filter(({ steps }) => steps.length > 0);
}

/** Everything that either has; of what both have, the latter. That is what there is in the midst of an update. */
export function mergeDeployments(before: Deployment, after: Deployment): Deployment {
  const { listener, targetGroups } = mergeRoutes(before, after);
  const { stage, environmentName } = after;
  return {
    stage,
    environmentName,
    ...(listener && { listener }),
    targetGroups,
    taskDefinitions: union(before.taskDefinitions, after.taskDefinitions, ({ id }) => id),
    services: union(before.services, after.services, nameOf),
    queues: union(before.queues, after.queues, nameOf),
    subscriptions: union(before.subscriptions, after.subscriptions, keyOf),
    parameters: union(before.parameters, after.parameters, nameOf),
  };
}

/** What there is after a change that could not take everything away: all that it came to, and what is left behind. */
export function withLeftBehind(before: Deployment, after: Deployment, steps: readonly Step[]): Deployment {
  const ids = new Set(steps.map(({ id }) => id));
  const left: Deployment = {
    ...emptyLike(after),
    taskDefinitions: before.taskDefinitions,
    services: before.services.filter(({ name }) => ids.has(stepOf(name))),
    queues: before.queues.filter((queue) => ids.has(queueStep('remove-queue', queue).id)),
    subscriptions: before.subscriptions.filter((one) => ids.has(subscriptionStep('unsubscribe', one).id)),
    parameters: before.parameters.filter((one) => ids.has(parameterStep(one).id)),
  };
  return mergeDeployments(ids.has(ROUTES_IN_THE_END) ? { ...left, ...routesOf(before) } : left, after);
}

function routesOf({ listener, targetGroups }: Deployment): Routes {
  return withoutUndefined({ listener, targetGroups });
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

/** The step in which a service changes. */
export function stepOf(service: string): string {
  return `service ${service}`;
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

/** A task that runs by itself may hold the very port that the load balancer is to have, here where both are one machine. */
function stopTasks(before: Deployment, to: Deployment): readonly Step[] {
  if (!to.listener || before.listener) return [];
  const title = 'Tasks of run-task stop: the load balancer takes their port here';
  return [{ id: 'tasks', title, kind: 'stop-tasks' }];
}

function routeSteps(id: string, before: Routes, after: Routes, inDoubt: boolean): readonly Step[] {
  const [old, routes] = [before, after].map(({ listener, targetGroups }) => ({ listener, targetGroups }));
  if (!routes || (!inDoubt && isDeepStrictEqual(old, routes))) return [];
  return [{ id, title: routesTitle(routes), kind: 'route', routes: withoutUndefined(routes) }];
}

function routesTitle({ listener }: { listener: Listener | undefined }): string {
  if (!listener) return 'Load balancer removed';
  const rules = listener.rules.map(
    ({ pathPatterns, action }) => `${pathPatterns.join(' ')} → ${goal(action)}`,
  );
  return `Load balancer: ${[...rules, `else → ${goal(listener.defaultAction)}`].join(', ')}`;
}

function goal(action: Listener['defaultAction']): string {
  return action.type === 'forward' ? action.targetGroup : String(action.statusCode);
}

function withoutUndefined({
  listener,
  targetGroups,
}: {
  listener: Listener | undefined;
  targetGroups: readonly TargetGroup[];
}): Routes {
  return { ...(listener && { listener }), targetGroups };
}

function isChanged(before: Deployment, to: Deployment, service: Service): boolean {
  const old = before.services.find(({ name }) => name === service.name);
  if (!old || !isDeepStrictEqual(old, service)) return true;
  return !isDeepStrictEqual(definitionOf(before, old), definitionOf(to, service));
}

function deployStep(before: Deployment, to: Deployment, service: Service): Step {
  const definition = definitionOf(to, service);
  const old = before.services.find(({ name }) => name === service.name);
  const image = ({ image: { repository, tag } }: TaskDefinition) => `${repository}:${tag}`;
  const was = old && image(definitionOf(before, old));
  const what = was === undefined || was === image(definition) ? '' : `${was} → `;
  return {
    id: stepOf(service.name),
    title: `Service ${service.name}: ${what}${image(definition)}`,
    kind: 'deploy-service',
    service,
    definition,
  };
}

function removalOf(service: Service): Step {
  const title = `Service ${service.name} removed`;
  return { id: stepOf(service.name), title, kind: 'remove-service', service };
}

function subscriptionStep(kind: 'subscribe' | 'unsubscribe', subscription: Subscription): Step {
  const topic = subscription.topicArn.split(':').at(-1) ?? subscription.topicArn;
  const { pathname } = new URL(subscription.endpoint);
  const title =
    kind === 'subscribe'
      ? `${topic} → ${pathname} subscribed and confirmed`
      : `${topic} → ${pathname} unsubscribed`;
  return { id: `subscription ${keyOf(subscription)}`, title, kind, subscription };
}

function queueStep(kind: 'create-queue' | 'remove-queue', queue: Queue): Step {
  const title = `Queue ${queue.name}${kind === 'remove-queue' ? ' removed' : ''}`;
  return { id: `queue ${queue.name}`, title, kind, queue };
}

function parameterStep(parameter: Parameter): Step {
  return {
    id: `parameter ${parameter.name}`,
    title: `Parameter ${parameter.name}`,
    kind: 'put-parameter',
    parameter,
  };
}

function parameterRemoval(parameter: Parameter): Step {
  return {
    ...parameterStep(parameter),
    title: `Parameter ${parameter.name} removed`,
    kind: 'remove-parameter',
    parameter,
  };
}

/** What the second list has and the first has not. */
function added<T>(first: readonly T[], second: readonly T[], key: (item: T) => string): readonly T[] {
  const known = new Set(first.map(key));
  return second.filter((item) => !known.has(key(item)));
}

function has(things: readonly object[], thing: object): boolean {
  return things.some((one) => isDeepStrictEqual(one, thing));
}

function union<T>(before: readonly T[], after: readonly T[], key: (item: T) => string): readonly T[] {
  const latest = new Map(after.map((item) => [key(item), item]));
  return [...before.map((item) => latest.get(key(item)) ?? item), ...added(before, after, key)];
}
