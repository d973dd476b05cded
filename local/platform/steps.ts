import type {
  Deployment,
  Listener,
  Parameter,
  Queue,
  Service,
  Subscription,
  TaskDefinition,
} from './deployment/index.ts';
import { definitionOf, type Routes, subscriptionKeyOf } from './merge-deployments.ts';

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

/** The step in which a service changes. */
export function stepOf(service: string): string {
  return `service ${service}`;
}

/** @param id of the step: the load balancer may change twice in a change */
export function routeStep(id: string, routes: Routes): Step {
  return { id, title: routesTitle(routes), kind: 'route', routes };
}

function routesTitle({ listener }: Routes): string {
  if (!listener) return 'Load balancer removed';
  const rules = listener.rules.map(
    ({ pathPatterns, action }) => `${pathPatterns.join(' ')} → ${goal(action)}`,
  );
  return `Load balancer: ${[...rules, `else → ${goal(listener.defaultAction)}`].join(', ')}`;
}

function goal(action: Listener['defaultAction']): string {
  return action.type === 'forward' ? action.targetGroup : String(action.statusCode);
}

export function deployStep(before: Deployment, to: Deployment, service: Service): Step {
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

export function removalOf(service: Service): Step {
  const title = `Service ${service.name} removed`;
  return { id: stepOf(service.name), title, kind: 'remove-service', service };
}

export function subscriptionStep(kind: 'subscribe' | 'unsubscribe', subscription: Subscription): Step {
  const topic = subscription.topicArn.split(':').at(-1) ?? subscription.topicArn;
  const { pathname } = new URL(subscription.endpoint);
  const title =
    kind === 'subscribe'
      ? `${topic} → ${pathname} subscribed and confirmed`
      : `${topic} → ${pathname} unsubscribed`;
  return { id: `subscription ${subscriptionKeyOf(subscription)}`, title, kind, subscription };
}

export function queueStep(kind: 'create-queue' | 'remove-queue', queue: Queue): Step {
  const title = `Queue ${queue.name}${kind === 'remove-queue' ? ' removed' : ''}`;
  return { id: `queue ${queue.name}`, title, kind, queue };
}

export function parameterStep(parameter: Parameter): Step {
  return {
    id: `parameter ${parameter.name}`,
    title: `Parameter ${parameter.name}`,
    kind: 'put-parameter',
    parameter,
  };
}

export function parameterRemoval(parameter: Parameter): Step {
  return {
    ...parameterStep(parameter),
    title: `Parameter ${parameter.name} removed`,
    kind: 'remove-parameter',
    parameter,
  };
}
