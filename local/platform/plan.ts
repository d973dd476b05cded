import { isDeepStrictEqual } from 'node:util';
import type { Deployment, Service } from './deployment/index.ts';
import {
  added,
  definitionOf,
  emptyLike,
  mergeDeployments,
  nameOf,
  type Routes,
  routesOf,
  subscriptionKeyOf,
} from './merge-deployments.ts';
import {
  deployStep,
  parameterRemoval,
  parameterStep,
  queueStep,
  removalOf,
  routeStep,
  type Step,
  stepOf,
  subscriptionStep,
} from './steps.ts';

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

const ROUTES = 'routes';
const ROUTES_IN_THE_END = 'routes in the end';

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
      .filter((one) => inDoubt(`subscription ${subscriptionKeyOf(one)}`) || !has(before.subscriptions, one))
      .map((one) => subscriptionStep('subscribe', one)),
  ];
  const cleaningUp: readonly (readonly Step[])[] = [
    added(to.subscriptions, before.subscriptions, subscriptionKeyOf).map((one) =>
      subscriptionStep('unsubscribe', one),
    ),
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

/** A task that runs by itself may hold the very port that the load balancer is to have, here where both are one machine. */
function stopTasks(before: Deployment, to: Deployment): readonly Step[] {
  if (!to.listener || before.listener) return [];
  const title = 'Tasks of run-task stop: the load balancer takes their port here';
  return [{ id: 'tasks', title, kind: 'stop-tasks' }];
}

function routeSteps(id: string, before: Routes, after: Routes, inDoubt: boolean): readonly Step[] {
  const routes = routesOf(after);
  return !inDoubt && isDeepStrictEqual(routesOf(before), routes) ? [] : [routeStep(id, routes)];
}

function isChanged(before: Deployment, to: Deployment, service: Service): boolean {
  const old = before.services.find(({ name }) => name === service.name);
  if (!old || !isDeepStrictEqual(old, service)) return true;
  return !isDeepStrictEqual(definitionOf(before, old), definitionOf(to, service));
}

function has(things: readonly object[], thing: object): boolean {
  return things.some((one) => isDeepStrictEqual(one, thing));
}
