import type { OpenOrders } from '../ledger/open-orders.ts';
import { idBound } from '../ledger/order-time.ts';
import type { Acknowledgement, IdRange, OpenOrder, RetryExtension } from '../ledger/records.ts';
import type { DeadLetterNote } from './dead-letters.ts';
import { isIn, overlap, without } from './id-ranges.ts';

const ORDERS_LISTED = 100;

export interface OpenSummary {
  readonly overdue: number;
  readonly deadLettered: number;
  readonly lost: number;
  /** Lost, and not acknowledged. */
  readonly newlyLost: { readonly count: number; readonly oldest: OpenOrder | undefined };
  readonly orders: Record<'open' | 'deadLettered' | 'lost', readonly OpenOrder[]>;
  /** The lost orders, in the form that an acknowledgement stores. */
  readonly loss: Pick<Acknowledgement, 'lost' | 'except'>;
}

export interface Overdue {
  readonly retryWindowMs: number;
  /** Later retry windows of orders that SNS took late, or again. */
  readonly extensions: readonly RetryExtension[];
  /** Ids of the orders that wait for SNS. */
  readonly unsent: ReadonlySet<string>;
  readonly asOf: number;
}

/** Sorts the open orders of a participant into overdue, dead-lettered and lost. Reads only a few pages of them. */
export async function summarize(
  open: OpenOrders,
  overdue: Overdue,
  dead: DeadLetterNote,
  acknowledged: Pick<Acknowledgement, 'lost' | 'except'> | undefined,
): Promise<OpenSummary> {
  const { asOf, unsent } = overdue;
  const listed = await open.oldest(ORDERS_LISTED);
  const deadOpen = dead.orderIds.filter((orderId) => open.mayHave(orderId));
  const { lost: lostBefore = [], except: exceptBefore = [] } = acknowledged ?? {};
  await open.load([...deadOpen.slice(0, ORDERS_LISTED), ...exceptBefore, ...unsent]);
  const waiting = [...unsent].filter((orderId) => open.find(orderId));
  // An order that became overdue after the peek may have been dead-lettered after it.
  const lost = dead.complete ? overdueAt(Math.min(asOf, dead.at), overdue) : [];
  const except = [...new Set([...deadOpen, ...waiting])].filter((orderId) => isIn(lost, orderId));
  const known = overlap(lost, lostBefore);
  const unknown = new Set(exceptBefore.filter((orderId) => open.find(orderId)));
  const isKnown = (orderId: string) => isIn(known, orderId) && !unknown.has(orderId);
  const count = await countIn(open, lost, except);
  const knownCount = await countIn(open, known, [...new Set([...except, ...unknown])]);
  const isLost = ({ orderId }: OpenOrder) => !except.includes(orderId);
  const oldestLost = (await oldestIn(open, lost, ORDERS_LISTED + except.length)).filter(isLost);
  const news = await oldestIn(open, without(lost, known), ORDERS_LISTED + except.length);
  return {
    overdue: await countIn(open, overdueAt(asOf, overdue), waiting),
    deadLettered: deadOpen.length,
    lost: count,
    newlyLost: {
      count: count - knownCount,
      oldest: [...oldestLost, ...news.filter(isLost)].find(({ orderId }) => !isKnown(orderId)),
    },
    orders: {
      open: listed,
      deadLettered: deadOpen.slice(0, ORDERS_LISTED).flatMap((orderId) => open.find(orderId) ?? []),
      lost: oldestLost.slice(0, ORDERS_LISTED),
    },
    loss: { lost, except },
  };
}

/** The orders that were overdue at this time, including those that wait for SNS. */
function overdueAt(time: number, { extensions, retryWindowMs }: Overdue): readonly IdRange[] {
  const current = extensions.filter(({ at }) => time - at <= retryWindowMs);
  return without(
    [{ from: '', to: idBound(time - retryWindowMs) }],
    current.map(({ from, before }) => ({ from: idBound(from), to: idBound(before) })),
  );
}

async function countIn(
  open: OpenOrders,
  ranges: readonly IdRange[],
  except: readonly string[],
): Promise<number> {
  let count = -except.filter((orderId) => isIn(ranges, orderId)).length;
  for (const { from, to } of ranges) count += (await open.countBefore(to)) - (await open.countBefore(from));
  return Math.max(0, count);
}

async function oldestIn(
  open: OpenOrders,
  ranges: readonly IdRange[],
  limit: number,
): Promise<readonly OpenOrder[]> {
  const found: OpenOrder[] = [];
  for (const { from, to } of ranges) {
    const next = await open.oldest(limit - found.length, from);
    found.push(...next.filter(({ orderId }) => orderId < to));
    if (found.length >= limit) break;
  }
  return found;
}
