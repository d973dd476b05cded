/** One load on a whole kit, and its result. */
export interface OverloadLoad {
  readonly title: string;
  /** Deliveries or publications a second that the sender began. */
  readonly offeredPerSecond: number;
  /** Deliveries or publications, repeated ones included. */
  readonly sent: number;
  readonly refused: number;
  /** Orders that were accepted: answered 200, or taken by SNS. */
  readonly accepted: number;
  /** Orders a second that were sent during the load and complete within 5 s. */
  readonly goodput: number;
  /** The sustained rate for comparison: orders a second. */
  readonly sustained: number;
  /** Goodput over sustained. */
  readonly ratio: number;
  /** From the end of the load until every accepted order was complete. */
  readonly secondsAfter: number;
  /** Accepted, and never complete. */
  readonly lost: number;
  /** Programs of the kit that were started again. */
  readonly restarts: number;
  readonly tasksReplaced: number;
  /** The highest resident memory of each program, in MB (10⁶ bytes). */
  readonly peakMb: Readonly<Record<string, number>>;
}

/** A whole kit under more load than it can complete. */
export interface Overload {
  readonly stage: string;
  /** Orders a second that the kit completes: sent by a closed loop of deliveries, and made by HQ's generator. */
  readonly sustained: { readonly deliveries: number; readonly generator: number };
  readonly loads: readonly OverloadLoad[];
  /** The orders of the run, after all of them were delivered in the end. */
  readonly orders: number;
  /** Resources that the ledger counts more than once for an order. */
  readonly twice: number;
  /** Reasons against the ledger in the end; empty if every order is complete and the audit agrees. */
  readonly reasons: readonly string[];
}
