import type { ConservationReport, ParticipantReport, ReportedOrder } from '@interstella/hq/client';

/** An order that a step would leave behind, and what brings it home. */
export interface HeldOrder extends ReportedOrder {
  /** SNS tries again, or it was taken and not all of it was made; it lies on a dead-letter queue; or nothing tries any more. */
  readonly is: 'open' | 'dead-lettered' | 'lost';
}

/** What the gate in front of a step says. */
export type GateVerdict =
  | { readonly passes: true }
  | {
      readonly passes: false;
      /** The oldest of the orders that hold it, at most a hundred. */
      readonly orders: readonly HeldOrder[];
      /** Whether there may be more than those. */
      readonly more: boolean;
      /** What HQ could not find out, so that nobody can tell whether an order is left. */
      readonly warnings: readonly string[];
      /** Of the gate before a step after which nobody takes orders: whether HQ goes on to publish some for the participant. */
      readonly last?: { readonly owed: boolean };
    };

/**
 * The gate in front of a step. An order that was published before the present stage was stable may have been sent to
 * fewer subscribers than there are now: one published before iridium was subscribed has its iridium gathered by the
 * monolith, or not at all. So no step while such an order is open, on a dead-letter queue or not.
 *
 * @param report of this one participant
 * @param stableSince when every service and subscription of the present stage was there
 * @throws Error if the report is not about the participant
 */
export function judgeGate(report: ConservationReport, participant: string, stableSince: Date): GateVerdict {
  const found = partOf(report, participant);
  const isOld = ({ publishedAt }: ReportedOrder) => Date.parse(publishedAt) < stableSince.getTime();
  const orders = unfulfilled(found).filter(isOld);
  const warnings = [...report.warnings, ...tooEarly(report.asOf, stableSince)];
  if (orders.length === 0 && warnings.length === 0) return { passes: true };
  const { open } = found.orders;
  return { passes: false, orders, more: open.length < found.open && open.every(isOld), warnings };
}

/**
 * The gate in front of a step after which nobody takes orders: HQ owes the participant no more of them, and none is
 * open.
 *
 * @param recordedWithinMs how long after the closing HQ may record an order that it made before
 * @param report of this one participant
 * @throws Error if the report is not about the participant
 */
export function judgeLastGate(
  report: ConservationReport,
  participant: string,
  recordedWithinMs: number,
): GateVerdict {
  const found = partOf(report, participant);
  const orders = unfulfilled(found);
  const warnings = [...report.warnings, ...notRecordedYet(report.asOf, found, recordedWithinMs)];
  if (!found.owed && orders.length === 0 && warnings.length === 0) return { passes: true };
  const more = found.orders.open.length < found.open;
  return { passes: false, orders, more, warnings, last: { owed: found.owed } };
}

/** What a report says of one participant. @throws Error if it says nothing */
export function partOf(report: ConservationReport, participant: string): ParticipantReport {
  const found = report.participants.find((one) => one.participant === participant);
  if (!found) throw new Error(`Interstella HQ's report says nothing of ${participant}.`);
  return found;
}

/** The orders that lack something, oldest first. */
function unfulfilled({ orders: { open, deadLettered, lost } }: ParticipantReport): HeldOrder[] {
  const ids = (orders: readonly ReportedOrder[]) => new Set(orders.map(({ orderId }) => orderId));
  const [dead, gone] = [ids(deadLettered), ids(lost)];
  // Of each kind the oldest are listed, so that of many open orders an old dead-lettered one may be in its list alone.
  const byId = new Map([...open, ...deadLettered, ...lost].map((order) => [order.orderId, order]));
  return [...byId.values()]
    .sort((a, b) => Date.parse(a.publishedAt) - Date.parse(b.publishedAt))
    .map((order) => ({
      ...order,
      is: dead.has(order.orderId) ? 'dead-lettered' : gone.has(order.orderId) ? 'lost' : 'open',
    }));
}

function notRecordedYet(asOf: string, { closedAt }: ParticipantReport, withinMs: number): string[] {
  if (closedAt === null || Date.parse(asOf) >= Date.parse(closedAt) + withinMs) return [];
  return [`as of ${asOf}, some from before the closing at ${closedAt} may not be recorded yet.`];
}

/** Of orders that were published after it was made, a report knows nothing. */
function tooEarly(asOf: string, stableSince: Date): string[] {
  if (Date.parse(asOf) >= stableSince.getTime()) return [];
  return [`its report is of ${asOf}, and the present stage is stable since ${stableSince.toISOString()}.`];
}
