import type { OutgoingHttpHeaders } from 'node:http';
import { microservice, MONOLITH, SERVICE_KEY, type ServiceKind } from '../service-under-test.ts';

/** A `POST` endpoint and what it takes without SNS, for the suites of bad input. */
export interface Endpoint {
  readonly kind: ServiceKind;
  readonly path: string;
  /** With the keys and ids that a good request needs. */
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
  /** The same body around another value in the place of the amount, given as JSON. */
  readonly bodyWithAmount: (json: string) => string;
  /** The body with other names (given as the inside of a JSON object) in the place of the amounts. */
  readonly bodyWithAmounts: (json: string) => string;
}

/** Where a service takes orders. */
export function orderEndpoint(kind: ServiceKind): Endpoint {
  const bodyWithAmounts = (json: string) => `{"Message":{${json}}}`;
  const bodyWithAmount = (json: string) => bodyWithAmounts(`"${kind.item}":${json}`);
  return {
    kind,
    path: kind.path,
    headers: { 'content-type': 'application/json', 'x-api-key': SERVICE_KEY },
    body: bodyWithAmount('1'),
    bodyWithAmount,
    bodyWithAmounts,
  };
}

/** The monolith's hook for what others gathered. */
export const FULFILL: Endpoint = {
  kind: MONOLITH,
  path: '/fulfill/',
  headers: {
    'content-type': 'application/json',
    'x-api-key': SERVICE_KEY,
    'x-interstella-order-id': 'order-1',
    'x-interstella-fulfilled-by': 'iridium',
  },
  body: '{"iridium":1}',
  bodyWithAmount: (json) => `{"iridium":${json}}`,
  bodyWithAmounts: (json) => `{${json}}`,
};

export const ORDER = orderEndpoint(MONOLITH);
export const IRIDIUM = orderEndpoint(microservice('iridium'));
