/** A command for the sender. HQ has made the orders. */
export type SenderCommand =
  /** Signs a delivery for each of these orders. */
  | { readonly sign: readonly string[] }
  /** Delivers these orders until the time or the orders end; each connection sends its next one after an answer. */
  | { readonly closedLoop: ClosedLoop }
  /** Delivers these orders at a rate, without waiting for answers. A refused order is sent again at the end. */
  | { readonly openLoop: OpenLoop }
  /** Publishes these orders through SNS at a rate. A refused order is sent again at the end. */
  | { readonly publish: OpenLoop };

export interface ClosedLoop {
  readonly orderIds: readonly string[];
  readonly connections: number;
  readonly durationMs: number;
}

export interface OpenLoop {
  readonly orderIds: readonly string[];
  readonly perSecond: number;
  readonly durationMs: number;
}

/** An order that was accepted. Times in milliseconds since 1970. */
export interface Accepted {
  readonly orderId: string;
  /** The time of the accepted delivery or publication. */
  readonly sentAt: number;
  readonly acceptedAt: number;
}

/** The sender's result. */
export interface Sent {
  readonly from: number;
  readonly until: number;
  /** The number of deliveries or publications. */
  readonly sent: number;
  /** The number of those that were refused or broken. */
  readonly refused: number;
  readonly accepted: readonly Accepted[];
}
