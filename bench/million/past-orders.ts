import { randomBytes } from 'node:crypto';
import { makeOrderId } from '@interstella/libs/orders';
import type { FulfilledOrder } from './order-item.ts';

const MINUTE_MS = 60_000;
/** About as long as it takes on a machine that is not busy, in milliseconds. */
const SENT_AFTER_MS = 5;
const CLAIMED_AFTER_MS = 12;

export interface Past {
  readonly orders: number;
  /** Orders per second. */
  readonly rate: number;
  /** All of them are of minutes that have ended by then, in milliseconds since 1970. */
  readonly now: number;
}

/** Orders as they come in at a steady rate, minute by minute, oldest first; the last minute has what is left. */
export function* pastOrders({ orders, rate, now }: Past): Generator<readonly FulfilledOrder[]> {
  const aMinute = rate * 60;
  const minutes = Math.ceil(orders / aMinute);
  const first = (Math.floor(now / MINUTE_MS) - minutes) * MINUTE_MS;
  for (let minute = 0; minute < minutes; minute += 1) {
    const count = Math.min(aMinute, orders - minute * aMinute);
    yield Array.from({ length: count }, (_, index) =>
      orderAt(first + minute * MINUTE_MS + Math.floor((index * 1_000) / rate)),
    );
  }
}

function orderAt(publishedAt: number): FulfilledOrder {
  return {
    orderId: makeOrderId('order', new Date(publishedAt)),
    publishedAt,
    sentAt: publishedAt + SENT_AFTER_MS,
    claimedAt: publishedAt + CLAIMED_AFTER_MS,
    attemptId: randomBytes(9).toString('base64url'),
  };
}
