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
