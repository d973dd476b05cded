import type { OpenOrders } from '../ledger/open-orders.ts';
import { idBound } from '../ledger/order-time.ts';
import type { Acknowledgement, OpenOrder, SendingMark } from '../ledger/records.ts';
import type { DeadLetterNote } from './dead-letters.ts';

const ORDERS_LISTED = 100;

export interface OpenSummary {
  readonly overdue: number;
  readonly deadLettered: number;
  readonly lost: number;
  /** Lost, and not acknowledged. */
  readonly newlyLost: number;
  readonly orders: Record<'open' | 'deadLettered' | 'lost', readonly OpenOrder[]>;
}

export interface Overdue {
  readonly retryWindowMs: number;
  /** What SNS took late has its retry window later, too. */
  readonly mark: SendingMark | undefined;
  /** Those that wait for SNS. */
  readonly unsent: ReadonlySet<string>;
  readonly asOf: number;
}

/** Tells the open orders of a participant apart; reads at most a few pages of them, however many there are. */
export async function summarize(
  open: OpenOrders,
  overdue: Overdue,
  dead: DeadLetterNote,
  acknowledged: readonly Acknowledgement[],
): Promise<OpenSummary> {
  const { asOf, unsent } = overdue;
  const listed = await open.oldest(ORDERS_LISTED);
  const deadOpen = dead.orderIds.filter((orderId) => open.mayHave(orderId));
  await open.load(deadOpen.slice(0, ORDERS_LISTED));
  // What became overdue after the look may have been dead-lettered after it, too.
  const lost = dead.complete ? rangeAt(Math.min(asOf, dead.at), overdue) : NOTHING;
  const known = idBound(Math.max(0, ...acknowledged.map(({ lostBefore }) => lostBefore)));
  const isDead = new Set(deadOpen);
  const candidates = await open.oldest(ORDERS_LISTED + deadOpen.length + unsent.size, lost.from);
  const lostAmong = async (range: Range) =>
    Math.max(0, (await countIn(open, range, unsent)) - deadOpen.filter((id) => isIn(range, id)).length);
  return {
    overdue: await countIn(open, rangeAt(asOf, overdue), unsent),
    deadLettered: deadOpen.length,
    lost: await lostAmong(lost),
    newlyLost: await lostAmong({ ...lost, from: known > lost.from ? known : lost.from }),
    orders: {
      open: listed,
      deadLettered: deadOpen.slice(0, ORDERS_LISTED).flatMap((orderId) => open.find(orderId) ?? []),
      lost: candidates
        .filter(({ orderId: id }) => isIn(lost, id) && !unsent.has(id) && !isDead.has(id))
        .slice(0, ORDERS_LISTED),
    },
  };
}

/** Ids from the first bound on, and before the second. */
interface Range {
  readonly from: string;
  readonly to: string;
}

const NOTHING: Range = { from: '', to: '' };

/** The orders that were overdue at that time, but for those that waited for SNS. */
function rangeAt(time: number, { mark, retryWindowMs }: Overdue): Range {
  const isTried = mark !== undefined && time - mark.at <= retryWindowMs;
  return { from: idBound(isTried ? mark.before : 0), to: idBound(time - retryWindowMs) };
}

function isIn({ from, to }: Range, orderId: string): boolean {
  return from <= orderId && orderId < to;
}

async function countIn(open: OpenOrders, range: Range, unsent: ReadonlySet<string>): Promise<number> {
  if (range.from >= range.to) return 0;
  const waiting = [...unsent].filter((orderId) => isIn(range, orderId));
  await open.load(waiting);
  const openOnes = waiting.filter((orderId) => open.find(orderId)).length;
  return (await open.countBefore(range.to)) - (await open.countBefore(range.from)) - openOnes;
}
