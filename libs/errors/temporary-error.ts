/**
 * A failure that may pass, and that is not the caller's: answered with 503, so that SNS repeats the delivery. Its message
 * and its causes go to the log.
 */
export abstract class TemporaryError extends Error {
  /** The fixed sentence that the caller is answered: `HQ's fulfillment API did not record the order.` */
  abstract readonly answer: string;
}
