import type { Resource } from '@interstella/libs/orders';
import type { AuditFindings } from '../ledger/audit.ts';
import type { Totals, UnattributedOrder } from '../ledger/totals.ts';

/** An order with missing resources. Times are ISO 8601, UTC. */
export interface ReportedOrder {
  readonly orderId: string;
  readonly publishedAt: string;
  readonly missing: readonly Resource[];
}

/** The orders of one participant, by what became of them. */
export interface ParticipantReport extends Totals {
  readonly participant: string;
  /** Whether the participant is open: owed the orders that HQ publishes now. */
  readonly owed: boolean;
  /** When it was closed; null while it is open, and before it was ever opened. */
  readonly closedAt: string | null;
  /** Orders are lost, unattributed, or direct beyond what is expected; `reasons` says which. */
  readonly red: boolean;
  readonly reasons: readonly string[];
  /** Published and not complete. Overdue, dead-lettered and lost orders are among them. */
  readonly open: number;
  /** Open for longer than the retry window, which begins when SNS has taken the order. */
  readonly overdue: number;
  /** Open, and found in a dead-letter queue: a redrive delivers them again. */
  readonly deadLettered: number;
  /** Overdue and in no dead-letter queue: they will not be delivered again. */
  readonly lost: number;
  /** Repeated claims, which count once. */
  readonly duplicatesAbsorbed: number;
  /** Acknowledgements of a red report: the reason, and when. */
  readonly acknowledged: readonly { readonly reason: string; readonly at: string }[];
  /** From making an order to its last claim, over the most recently completed orders; null before the first. */
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null;
  /** The oldest hundred of each kind. */
  readonly orders: {
    readonly open: readonly ReportedOrder[];
    readonly deadLettered: readonly ReportedOrder[];
    readonly lost: readonly ReportedOrder[];
    readonly unattributed: readonly UnattributedOrder[];
  };
}

/** The conservation report: it accounts for every published order. */
export interface ConservationReport {
  /** Everything written to the ledger before then is counted. */
  readonly asOf: string;
  /** When a bucket was last closed. */
  readonly closedAt: string;
  readonly retryWindowMs: number;
  readonly red: boolean;
  readonly participants: readonly ParticipantReport[];
  /** What the report could not read, in sentences. */
  readonly warnings: readonly string[];
  /** With `--audit`: whether the ledger's counts agree with a recount of its lanes. */
  readonly audit?: AuditFindings & { readonly agrees: boolean };
}
