import { BadRequestException } from '@nestjs/common';
import type { Claim } from '@interstella/libs/fulfillment';
import {
  FULFILLED_BY_HEADER,
  isOrderId,
  ORDER_ID_HEADER,
  RESOURCE_NAME,
  type Resource,
} from '@interstella/libs/orders';
import { parseObject } from '@interstella/libs/service';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Reads what a microservice asks to have fulfilled: a body with exactly one resource, `{"iridium": 1}`, and its headers.
 *
 * @param idRequired false where direct orders are open: an original microservice of the workshop sends no headers
 * @throws BadRequestException naming the field or header that is wrong
 */
export function parseClaim(
  body: string,
  headers: Headers,
  resources: readonly Resource[],
  idRequired: boolean,
): Claim {
  return {
    resources: [parseResource(body, resources)],
    orderId: parseHeader(headers, ORDER_ID_HEADER, isOrderId, idRequired),
    fulfilledBy: parseHeader(headers, FULFILLED_BY_HEADER, (value) => RESOURCE_NAME.test(value), idRequired),
  };
}

function parseResource(body: string, resources: readonly Resource[]): Resource {
  const [entry, ...others] = Object.entries(parseObject(body));
  const names = resources.join(', ');
  if (entry === undefined || others.length > 0) {
    throw new BadRequestException(`The body must name exactly one resource (${names}).`);
  }
  const [resource, amount] = entry;
  if (!resources.includes(resource))
    throw new BadRequestException(`The body names none of the resources ${names}.`);
  if (amount !== 1 && amount !== '1') throw new BadRequestException(`The amount of ${resource} must be 1.`);
  return resource;
}

function parseHeader(
  headers: Headers,
  name: string,
  isValid: (value: string) => boolean,
  required: boolean,
): string | undefined {
  const value = headers[name];
  if (value === undefined && !required) return undefined;
  if (typeof value === 'string' && isValid(value)) return value;
  throw new BadRequestException(`The header ${name} is ${value === undefined ? 'missing' : 'malformed'}.`);
}
