import { isDeepStrictEqual } from 'node:util';
import { type Fold, isOwed } from '../ledger/fold.ts';
import type { LedgerBucket } from '../ledger/lanes.ts';
import type { OpenOrder } from '../ledger/records.ts';
import type { History, Span } from './ledger-history.ts';
import { modelOf } from './ledger-model.ts';

const AT_THE_END: Span = { begun: Infinity, ended: Infinity, answered: true };

/** What the lanes have. */
interface Lanes {
  readonly buckets: readonly LedgerBucket[];
  /** The buckets of the orders, by their ids. */
  readonly placed: ReadonlyMap<string, number>;
  readonly keptMs: number;
}

/** How a participant stands at the end. */
interface Standing {
  readonly name: string;
  readonly counted: Fold['counted'];
  readonly openOrders: readonly OpenOrder[];
  readonly openCount: number;
}

export function problemsInStanding(history: History, lanes: Lanes, standing: Standing): readonly string[] {
  return [
    ...problemsInOwed(history, lanes, standing),
    ...problemsInRound(history, lanes, standing),
    ...problemsInTotals(lanes, standing),
    ...problemsInAcknowledged(history, standing),
  ];
}

/** What was changed says which orders the participant is owed. */
function problemsInOwed(history: History, { placed }: Lanes, { name, counted }: Standing) {
  return history.orders.flatMap(({ orderId, ...span }) => {
    const is = isOwed(counted, placed.get(orderId) ?? 0);
    const may = history.mayBeOwed(name, span, AT_THE_END);
    return may.has(is) ? [] : [`${name} is ${is ? '' : 'not '}owed ${orderId}.`];
  });
}

/** What was changed says which claims are counted. */
function problemsInRound(history: History, lanes: Lanes, { name, counted }: Standing) {
  const ofRound = new Set(claimsOf(name, counted.since, lanes).map(({ attemptId }) => attemptId));
  const answered = history.claims.filter((one) => one.answered && one.claim.participant === name);
  return answered.flatMap(({ claim: { attemptId }, ...span }) => {
    const is = ofRound.has(attemptId);
    const may = history.mayBeCounted(name, span, AT_THE_END);
    return may.has(is) ? [] : [`${attemptId} is ${is ? '' : 'not '}of the present round of ${name}.`];
  });
}

function problemsInTotals(lanes: Lanes, { name, counted, openOrders, openCount }: Standing) {
  const { placed, keptMs } = lanes;
  const owed = [...placed].filter(([, bucket]) => isOwed(counted, bucket)).map(([orderId]) => orderId);
  const published = new Set(placed.keys());
  const model = modelOf(claimsOf(name, counted.since, lanes), { owed, published, keptMs });
  const { totals, unattributedOrders, latencies } = counted;
  const found = { totals, unattributedOrders, openOrders, openCount, latencies: latencies.length };
  const must = { ...model, openCount: model.openOrders.length, latencies: model.totals.complete };
  if (isDeepStrictEqual(found, must)) return [];
  return [`${name} has ${JSON.stringify(found)} and must have ${JSON.stringify(must)}.`];
}

/** Acknowledgements are kept until a round begins, once each, in the order in which they came. */
function problemsInAcknowledged(history: History, { name, counted: { acknowledged } }: Standing) {
  const reasons = acknowledged.map(({ reason }) => reason);
  const own = history.acknowledgements.filter((one) => one.name === name);
  const wrong = own.filter(({ reason, repeats, ...span }) => {
    const may = history.mayBeCounted(name, span, AT_THE_END);
    const first = reasons.indexOf(reason);
    if (first === -1) return span.answered && !may.has(false);
    const isTwice = !repeats && reasons.lastIndexOf(reason) > first;
    const earlier = own.filter(({ ended }) => ended <= span.begun);
    return !may.has(true) || isTwice || earlier.some((one) => reasons.lastIndexOf(one.reason) > first);
  });
  return wrong.map(({ reason }) => `${name} has acknowledged ${reasons.join()}: ${reason} is wrong.`);
}

/** In the order in which they count. */
function claimsOf(name: string, since: number, { buckets }: Lanes) {
  const ofRound = buckets.filter(({ bucket }) => bucket >= since);
  return ofRound.flatMap(({ claims }) => claims.filter(({ participant }) => participant === name));
}
