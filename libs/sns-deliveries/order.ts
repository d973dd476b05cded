/** A customer order as a service takes it in hand, judged and authentic. */
export interface Order {
  /** HQ's id; `sns-…` for a delivery without a Subject; `direct-…` for an order that came without SNS. */
  readonly id: string;
  readonly origin: 'sns' | 'direct';
}

/** A service's own work. */
export abstract class OrderHandler {
  /**
   * Does what the order asks for and resolves, with the text to answer, once HQ's ledger has it. What it throws, other
   * than an HttpException, is answered 503, so that SNS repeats the delivery.
   */
  abstract handle(order: Order): Promise<string>;
}
