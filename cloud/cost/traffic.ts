import type { Template } from '@interstella/local/platform/template';
import { listIn, type Located, type Properties, recordIn, referenceIn, resourcesOf } from './template.ts';

/** Where a service sends what it gathered. */
const FULFILL_PATH = '/fulfill/';
/** A service that has it sends what it gathered to the monolith; one without claims it at HQ itself. */
const FORWARDS_TO = 'monolithUrl';

/** What one order causes at the load balancer, at its services and at HQ. */
export interface Traffic {
  /** By the logical id of the service. */
  readonly requestsAt: ReadonlyMap<string, number>;
  readonly requests: number;
  /** Calls of HQ's fulfillment API. */
  readonly claims: number;
}

/** Follows an order from the subscriptions through the listener's rules to the services, and on to the monolith. */
export function trafficIn(template: Template): Traffic {
  const resources = resourcesOf(template);
  const requestsAt = new Map<string, number>();
  let claims = 0;
  const send = (path: string): void => {
    const service = serviceAt(path, resources);
    requestsAt.set(service.id, (requestsAt.get(service.id) ?? 0) + 1);
    if (forwards(service, resources) && path !== FULFILL_PATH) send(FULFILL_PATH);
    else claims += 1;
  };
  for (const { properties } of ofType(resources, 'AWS::SNS::Subscription')) send(pathOf(properties.Endpoint));
  const requests = [...requestsAt.values()].reduce((sum, count) => sum + count, 0);
  return { requestsAt, requests, claims };
}

function ofType(resources: readonly Located[], type: string): readonly Located[] {
  return resources.filter((resource) => resource.type === type);
}

/** The end of a URL that is joined from the load balancer's name and a path. */
function pathOf(endpoint: unknown): string {
  const [, parts] = listIn(recordIn(endpoint)['Fn::Join']);
  const path = listIn(parts).at(-1) ?? endpoint;
  return String(path);
}

/** @throws if nobody is there: the template then says something that this cannot follow */
function serviceAt(path: string, resources: readonly Located[]): Located {
  const rule = ofType(resources, 'AWS::ElasticLoadBalancingV2::ListenerRule')
    .toSorted((a, b) => Number(a.properties.Priority) - Number(b.properties.Priority))
    .find(({ properties }) => patternsOf(properties).some((pattern) => matches(pattern, path)));
  const [listener] = ofType(resources, 'AWS::ElasticLoadBalancingV2::Listener');
  const [action] = listIn(rule?.properties.Actions ?? listener?.properties.DefaultActions);
  const group = referenceIn(recordIn(action).TargetGroupArn);
  const service = ofType(resources, 'AWS::ECS::Service').find(({ properties }) =>
    listIn(properties.LoadBalancers).some((one) => referenceIn(recordIn(one).TargetGroupArn) === group),
  );
  if (!service) throw new Error(`No service of the template receives ${path}.`);
  return service;
}

function patternsOf({ Conditions }: Properties): readonly string[] {
  return listIn(Conditions).flatMap((condition) =>
    listIn(recordIn(recordIn(condition).PathPatternConfig).Values).map(String),
  );
}

function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*').replaceAll('?', '.')}$`).test(path);
}

function forwards({ properties }: Located, resources: readonly Located[]): boolean {
  const definition = resources.find(({ id }) => id === referenceIn(properties.TaskDefinition));
  return listIn(definition?.properties.ContainerDefinitions).some((container) =>
    listIn(recordIn(container).Environment).some((variable) => recordIn(variable).Name === FORWARDS_TO),
  );
}
