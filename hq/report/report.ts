import type { Resource } from '@interstella/libs/orders';
import type { AuditDifference } from '../ledger/audit.ts';
import type { ResourceTotals, UnattributedOrder } from '../ledger/totals.ts';

/** An order that lacks something. Times are ISO 8601, UTC. */
export interface ReportedOrder {
  readonly orderId: string;
  readonly publishedAt: string;
  readonly missing: readonly Resource[];
}

/** What became of the orders of one participant. */
export interface ParticipantReport {
  readonly participant: string;
  /** Whether it is owed the orders that HQ publishes now. */
  readonly owed: boolean;
  /** Since when it is owed no more of them; null while it is, and before it ever was. */
  readonly closedAt: string | null;
  /** Something is wrong that no waiting heals; `reasons` says what. */
  readonly red: boolean;
  readonly reasons: readonly string[];
  readonly published: number;
  /** Published, and every resource claimed. */
  readonly complete: number;
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
  /** Orders that came to a service without HQ and SNS. */
  readonly direct: number;
  /** Orders with claims that HQ never published. */
  readonly unattributed: number;
  readonly byResource: Readonly<Record<Resource, ResourceTotals>>;
  /** Publishing to last claim, over the newest minute with enough complete orders; null before the first. */
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
  readonly asOf: string;
  readonly retryWindowMs: number;
  readonly red: boolean;
  readonly participants: readonly ParticipantReport[];
  /** What the report could not find out. */
  readonly warnings: readonly string[];
  /** Only where it was asked for: whether the seals agree with a recount of every item. */
  readonly audit?: { readonly agrees: boolean; readonly differences: readonly AuditDifference[] };
}
