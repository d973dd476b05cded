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

/** Clocks differ by less: an id that is dated later was made up. */
const FUTURE_LIMIT_MS = 3_600_000;

/** Names and values are repeated in messages up to this length. */
const QUOTED = 40;

/** What the headers of a claim tell: which order it is for, and who gathered. */
export interface ClaimHeaders {
  readonly orderId: string;
  readonly by: string;
}

/**
 * Reads the headers of a claim. A service that knows no order ids gets one made, which HQ has never published: its claim
 * is unattributed.
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
      const what = `tells an order of ${new Date(madeAt).toISOString()}, which is yet to come`;
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

/** Reads which resources a claim is for, in the order of HQ's own list: `{"iridium": 1, "magnesite": 0}`. */
@Injectable()
export class ClaimedResourcesPipe implements PipeTransform<object, readonly Resource[]> {
  constructor(private readonly hq: Hq) {}

  /** @throws HttpError 400, naming the field */
  transform(amounts: object): readonly Resource[] {
    const { resources } = this.hq;
    const claimed = new Set<Resource>();
    for (const [name, amount] of Object.entries(amounts) as [string, unknown][]) {
      if (!resources.includes(name)) {
        const message = `${quote(name)} is no resource. There are: ${resources.join(', ')}.`;
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
