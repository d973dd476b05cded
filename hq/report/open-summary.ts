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
  /** Orders decided before then are overdue; ms since 1970. */
  readonly before: number;
  /** But for those that SNS took late. */
  readonly mark: SendingMark | undefined;
  readonly retryWindowMs: number;
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
  const { mark, asOf, retryWindowMs, unsent } = overdue;
  const isTried = mark !== undefined && asOf - mark.at <= retryWindowMs;
  const [from, to] = [idBound(isTried ? mark.before : 0), idBound(overdue.before)];
  const isOverdue = (orderId: string) => from <= orderId && orderId < to && !unsent.has(orderId);
  const countOverdueFrom = async (bound: string) => {
    const begin = bound > from ? bound : from;
    if (begin >= to) return 0;
    const waiting = [...unsent].filter((orderId) => begin <= orderId && orderId < to);
    await open.load(waiting);
    const openOnes = waiting.filter((orderId) => open.find(orderId)).length;
    return (await open.countBefore(to)) - (await open.countBefore(begin)) - openOnes;
  };
  const deadOpen = dead.orderIds.filter((orderId) => open.mayHave(orderId));
  const listed = await open.oldest(ORDERS_LISTED);
  await open.load(deadOpen.slice(0, ORDERS_LISTED));
  const isDead = new Set(deadOpen);
  const lostFrom = async (bound: string) => {
    if (!dead.complete) return 0;
    const alsoDead = deadOpen.filter((orderId) => isOverdue(orderId) && orderId >= bound).length;
    return Math.max(0, (await countOverdueFrom(bound)) - alsoDead);
  };
  const candidates = dead.complete
    ? await open.oldest(ORDERS_LISTED + deadOpen.length + unsent.size, from)
    : [];
  return {
    overdue: await countOverdueFrom(from),
    deadLettered: deadOpen.length,
    lost: await lostFrom(from),
    newlyLost: await lostFrom(idBound(Math.max(0, ...acknowledged.map(({ lostBefore }) => lostBefore)))),
    orders: {
      open: listed,
      deadLettered: deadOpen.slice(0, ORDERS_LISTED).flatMap((orderId) => open.find(orderId) ?? []),
      lost: candidates
        .filter(({ orderId }) => isOverdue(orderId) && !isDead.has(orderId))
        .slice(0, ORDERS_LISTED),
    },
  };
}
