/** One load on a whole kit, and what became of it. */
export interface OverloadLoad {
  readonly title: string;
  /** Deliveries or publications a second that the sender began. */
  readonly offeredPerSecond: number;
  /** Deliveries or publications, those that were refused and came again among them. */
  readonly sent: number;
  readonly refused: number;
  /** Orders that were accepted: answered 200, or taken by SNS. */
  readonly accepted: number;
  /** Orders a second that were complete within 5 s of being sent, while the load went on. */
  readonly goodput: number;
  /** What it is held against: orders a second. */
  readonly sustained: number;
  /** Goodput over sustained. */
  readonly ratio: number;
  /** From the end of the load until every order that was accepted was complete. */
  readonly secondsAfter: number;
  /** Accepted, and never complete. */
  readonly lost: number;
  /** Programs of the kit that were started again. */
  readonly restarts: number;
  readonly tasksReplaced: number;
  /** The highest resident memory of each program, in MB (10⁶ bytes). */
  readonly peakMb: Readonly<Record<string, number>>;
}

/** A whole kit under more than it completes. */
export interface Overload {
  readonly stage: string;
  /** Orders a second that the kit completes: sent by a closed loop of deliveries, and made by HQ's generator. */
  readonly sustained: { readonly deliveries: number; readonly generator: number };
  readonly loads: readonly OverloadLoad[];
  /** Every order of the run, when all was delivered in the end. */
  readonly orders: number;
  /** Resources that the ledger counts more often than once for an order. */
  readonly twice: number;
  /** What speaks against the ledger in the end; empty if every order is complete, and the audit agrees. */
  readonly reasons: readonly string[];
}
