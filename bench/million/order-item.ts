/** An order that was published, sent, and fulfilled as a whole by one request of the monolith. Times are milliseconds since 1970. */
export interface FulfilledOrder {
  readonly orderId: string;
  readonly publishedAt: number;
  readonly sentAt: number;
  readonly claimedAt: number;
  readonly attemptId: string;
}

/** Who fulfils orders at stage `alb`. */
export const FULFILLED_BY = 'monolith';

/** The item that HQ's ledger leaves of it. Whoever fills a ledger holds it against one that the ledger itself has written. */
export function orderItem(
  bucket: string,
  order: FulfilledOrder,
  resources: readonly string[],
): Record<string, unknown> {
  const { orderId, publishedAt, sentAt, claimedAt, attemptId } = order;
  const item: Record<string, unknown> = {
    ...{ bucket, orderId, publishedAt, sentAt },
    topics: ['orders', ...resources],
  };
  for (const resource of resources) {
    item[`claim:${resource}`] = { by: FULFILLED_BY, at: claimedAt };
    item[`attempts:${resource}`] = new Set([attemptId]);
  }
  return item;
}
