import { randomUUID } from 'node:crypto';

/** The pattern of an order id, which must fit an SNS Subject (at most 100 ASCII characters) and an HTTP header. */
const ORDER_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

/**
 * The origin of an order id is its prefix: HQ published `order`, a service made `direct` for an order without SNS, `sns` is
 * for a delivery without a Subject, `unattributed` is for a claim that reached HQ without an id.
 */
type OrderOrigin = 'order' | 'direct' | 'sns' | 'unattributed';

export function isOrderId(value: unknown): value is string {
  return typeof value === 'string' && ORDER_ID.test(value);
}

/** Makes an id with the time, in UTC, so that ids sort by it: `order-20261120T061455123-9c0b1d4e7f2a`. */
export function makeOrderId(origin: Exclude<OrderOrigin, 'sns'>, now = new Date()): string {
  const time = now.toISOString().replace(/[-:.Z]/g, '');
  // The random end of a UUID is fast to make: Node draws entropy for many UUIDs at once.
  return `${origin}-${time}-${randomUUID().slice(-12)}`;
}

/** The order id for a delivery without a Subject. The MessageId is signed and the same in all retries. */
export function orderIdOfMessage(messageId: string): string {
  return `sns-${messageId}`;
}
