import type { Resource } from '@interstella/libs/orders';
import type { AuditFindings } from '../ledger/audit.ts';
import type { Totals, UnattributedOrder } from '../ledger/totals.ts';

/** An order that lacks something. Times are ISO 8601, UTC. */
export interface ReportedOrder {
  readonly orderId: string;
  readonly publishedAt: string;
  readonly missing: readonly Resource[];
}

/** What became of the orders of one participant. */
export interface ParticipantReport extends Totals {
  readonly participant: string;
  /** Whether it is owed the orders that HQ publishes now. */
  readonly owed: boolean;
  /** Since when it is owed no more of them; null while it is, and before it ever was. */
  readonly closedAt: string | null;
  /** Something is wrong that no waiting heals; `reasons` says what. */
  readonly red: boolean;
  readonly reasons: readonly string[];
  /** Published and not complete. Overdue, dead-lettered and lost orders are among them. */
  readonly open: number;
  /** Open for longer than the retry window, which begins when SNS has taken the order. */
  readonly overdue: number;
  /** Open, and found on a dead-letter queue: can be redriven. */
  readonly deadLettered: number;
  /** Overdue and known not to be dead-lettered: nothing will bring them back. */
  readonly lost: number;
  /** Repeated attempts that produced nothing twice. */
  readonly duplicatesAbsorbed: number;
  /** What was red and was looked into: why it is red no more, and since when. */
  readonly acknowledged: readonly { readonly reason: string; readonly at: string }[];
  /** Publishing to last claim, over the last complete orders; null before the first. */
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null;
  /** The oldest hundred of each kind. */
  readonly orders: {
    readonly open: readonly ReportedOrder[];
    readonly deadLettered: readonly ReportedOrder[];
    readonly lost: readonly ReportedOrder[];
    readonly unattributed: readonly UnattributedOrder[];
  };
}

/** The conservation report: every order published is accounted for. */
export interface ConservationReport {
  /** Everything that was in the ledger by then is counted. */
  readonly asOf: string;
  /** When a bucket was last closed. */
  readonly closedAt: string;
  readonly retryWindowMs: number;
  readonly red: boolean;
  readonly participants: readonly ParticipantReport[];
  /** What the report could not find out. */
  readonly warnings: readonly string[];
  /** Only where it was asked for: whether the counted state agrees with a recount of every lane. */
  readonly audit?: AuditFindings & { readonly agrees: boolean };
}
