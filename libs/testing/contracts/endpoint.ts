import type { OutgoingHttpHeaders } from 'node:http';
import { microservice, MONOLITH, SERVICE_KEY, type ServiceKind } from '../service-under-test.ts';

/** A `POST` endpoint and the bodies that it takes without SNS, for the tests of bad input. */
export interface Endpoint {
  readonly kind: ServiceKind;
  readonly path: string;
  /** Posts with the keys and ids of a valid request. */
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
  /** A valid body but for the amount, which is given as JSON. */
  readonly bodyWithAmount: (json: string) => string;
  /** A valid body but for the names and amounts, which are given as the inside of a JSON object. */
  readonly bodyWithAmounts: (json: string) => string;
}

/** The order endpoint of a service. */
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

/** The monolith's endpoint for resources that microservices gathered. */
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
