/** What the sender is asked to do, one command at a time. Orders are those that HQ has made. */
export type SenderCommand =
  /** Signs a delivery for each of these orders. */
  | { readonly sign: readonly string[] }
  /** Delivers these orders, each connection the next one when the last was answered, until the time or the orders end. */
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
  /** When its delivery, or publication, was sent that was accepted. */
  readonly sentAt: number;
  readonly acceptedAt: number;
}

/** What the sender saw. */
export interface Sent {
  readonly from: number;
  readonly until: number;
  /** Deliveries or publications that were sent. */
  readonly sent: number;
  /** Of these, how many were refused for now, or broke. */
  readonly refused: number;
  readonly accepted: readonly Accepted[];
}
