import { randomUUID } from 'node:crypto';

/**
 * What an order id may look like: it travels as an SNS Subject (at most 100 ASCII characters) and as an HTTP header.
 */
const ORDER_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

/**
 * Where an id comes from, told by its prefix: `order` was published by HQ, `direct` came to a service without SNS,
 * `sns` is a delivery without a Subject, `unattributed` is a claim that reached HQ with no id at all.
 */
type OrderOrigin = 'order' | 'direct' | 'sns' | 'unattributed';

export function isOrderId(value: unknown): value is string {
  return typeof value === 'string' && ORDER_ID.test(value);
}

/**
 * Makes an id that sorts by time and tells the minute of its making, as in `order-20261120T061455123-9c0b1d4e7f2a`.
 */
export function makeOrderId(origin: Exclude<OrderOrigin, 'sns'>, now = new Date()): string {
  const time = now.toISOString().replace(/[-:.Z]/g, '');
  // The random end of a UUID: Node draws entropy for many of them at once.
  return `${origin}-${time}-${randomUUID().slice(-12)}`;
}

/** The id of a delivery that names no order; signed with the message and stable over SNS's retries. */
export function orderIdOfMessage(messageId: string): string {
  return `sns-${messageId}`;
}
