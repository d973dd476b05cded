import { Router } from '@interstella/local/platform/load-balancer';
import { readDeployment, type Template } from '@interstella/local/platform/template';
import { PRICED_REGION } from './prices.ts';

/** A service with this variable forwards to the monolith; one without it claims at HQ. */
const FORWARDS_TO = 'monolithUrl';

const PLACE = {
  region: PRICED_REGION,
  accountId: '000000000000',
  partition: 'aws',
  loadBalancerDnsName: 'load-balancer',
};

/** What one order causes. */
export interface Traffic {
  /** Requests at the load balancer. */
  readonly requests: number;
  /** Calls of HQ's fulfillment API. */
  readonly claims: number;
}

/** Follows an order from each subscription through the listener's rules to a service, and on to the monolith. */
export function trafficIn(template: Template): Traffic {
  const { listener, services, taskDefinitions, subscriptions } = readDeployment(template, PLACE);
  const router = listener && new Router(listener);
  const forwards = (path: string): boolean => {
    const action = router?.decide(path);
    const service =
      action?.type === 'forward' && services.find(({ targetGroup }) => targetGroup === action.targetGroup);
    if (!service) throw new Error(`No service of the template receives ${path}.`);
    const definition = taskDefinitions.find(({ id }) => id === service.taskDefinition);
    return definition !== undefined && FORWARDS_TO in definition.environment;
  };
  const forwarded = subscriptions.filter(({ endpoint }) => forwards(new URL(endpoint).pathname)).length;
  return { requests: subscriptions.length + forwarded, claims: subscriptions.length };
}
