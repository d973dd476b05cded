import { randomBytes } from 'node:crypto';
import { makeOrderId } from '@interstella/libs/orders';

const MINUTE_MS = 60_000;
/** The typical times of an idle machine, in milliseconds. */
const SENT_AFTER_MS = 5;
const CLAIMED_AFTER_MS = 12;

/** An order that one request of the monolith fulfilled as a whole. Times are milliseconds since 1970. */
export interface FulfilledOrder {
  readonly orderId: string;
  readonly publishedAt: number;
  readonly sentAt: number;
  readonly claimedAt: number;
  readonly attemptId: string;
}

/** The orders that fill a ledger. */
export interface Past {
  readonly orders: number;
  /** Orders per second. */
  readonly rate: number;
  /** In milliseconds since 1970; all orders are in minutes that have ended before. */
  readonly now: number;
}

/** Orders at a steady rate, minute by minute, oldest first; the last minute has the remaining ones. */
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
