import { Injectable, type PipeTransform } from '@nestjs/common';
import {
  FULFILLED_BY_HEADER,
  isOrderId,
  makeOrderId,
  ORDER_ID_HEADER,
  type Resource,
  RESOURCE_NAME,
} from '@interstella/libs/orders';
import { HttpError, type RequestHeaders } from '@interstella/libs/web';
import { Hq } from '../hq.ts';
import { timeOfOrder } from '../ledger/order-time.ts';

/** Most that clocks may differ. An id dated later than this is refused. */
const FUTURE_LIMIT_MS = 3_600_000;

/** Longest name or value quoted in a message. */
const QUOTED = 40;

/** The headers of a claim: the order id, and the service that gathered the resources. */
export interface ClaimHeaders {
  readonly orderId: string;
  readonly by: string;
}

/**
 * Reads the headers of a claim. A claim without an order id gets a new id with the prefix `unattributed-`, and counts as
 * unattributed.
 */
@Injectable()
export class ClaimHeadersPipe implements PipeTransform<RequestHeaders, ClaimHeaders> {
  constructor(private readonly hq: Hq) {}

  /** @throws HttpError 400, naming the header */
  transform(headers: RequestHeaders): ClaimHeaders {
    const now = new Date(this.hq.now());
    const orderId = headers[ORDER_ID_HEADER] ?? makeOrderId('unattributed', now);
    if (!isOrderId(orderId)) {
      refuse(
        ORDER_ID_HEADER,
        'must be 1 to 80 letters, digits, "-" or "_", beginning with a letter or digit',
      );
    }
    const madeAt = timeOfOrder(orderId) ?? 0;
    if (madeAt > now.getTime() + FUTURE_LIMIT_MS) {
      const what = `has an order id of ${new Date(madeAt).toISOString()}, which is in the future`;
      refuse(
        ORDER_ID_HEADER,
        `${what}: it is ${now.toISOString()}. Set the clock of the service that made it`,
      );
    }
    const by = headers[FULFILLED_BY_HEADER] ?? 'unknown';
    if (typeof by !== 'string' || !RESOURCE_NAME.test(by)) {
      const rule = 'must be 1 to 32 lower-case letters or digits, beginning with a letter, such as monolith';
      refuse(FULFILLED_BY_HEADER, rule);
    }
    return { orderId, by };
  }
}

/** Reads the claimed resources from a body such as `{"iridium": 1, "magnesite": 0}`. Keeps the order of HQ's own list. */
@Injectable()
export class ClaimedResourcesPipe implements PipeTransform<object, readonly Resource[]> {
  constructor(private readonly hq: Hq) {}

  /** @throws HttpError 400, naming the field */
  transform(amounts: object): readonly Resource[] {
    const { resources } = this.hq;
    const claimed = new Set<Resource>();
    for (const [name, amount] of Object.entries(amounts) as [string, unknown][]) {
      if (!resources.includes(name)) {
        const message = `${quote(name)} is not a resource. The resources are: ${resources.join(', ')}.`;
        throw new HttpError(400, message, name.slice(0, QUOTED));
      }
      if (amount === 1 || amount === '1') claimed.add(name);
      else if (amount !== 0 && amount !== '0') {
        throw new HttpError(400, `${name} must be 0 or 1; it was ${quote(amount)}.`, name);
      }
    }
    if (claimed.size > 0) return resources.filter((resource) => claimed.has(resource));
    const example = JSON.stringify(Object.fromEntries(resources.map((resource) => [resource, 1])));
    const message = `At least one of ${resources.join(', ')} must be 1, as in ${example}.`;
    throw new HttpError(400, message, resources[0]);
  }
}

function refuse(header: string, why: string): never {
  throw new HttpError(400, `The header ${header} ${why}.`, header);
}

function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value);
  return text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
}
