/** Compares the final content of a ledger with the calls that were made. */
import { isDeepStrictEqual } from 'node:util';
import type { LedgerBucket } from '../ledger/lanes.ts';
import type { InMemoryStore } from './in-memory-store.ts';
import type { History } from './ledger-history.ts';
import type { LedgerProcess } from './ledger-process.ts';
import { NAMES } from './ledger-script.ts';
import { problemsInStanding } from './ledger-standing-checks.ts';

/** So few of the oldest open orders are read without their pages. */
const FEW = 2;

/** A ledger that has counted everything, and whose orders no longer wait for SNS. */
interface Ended {
  readonly history: History;
  readonly store: InMemoryStore;
  readonly process: LedgerProcess;
  /** The ids of the orders that were published. */
  readonly delivered: readonly string[];
  readonly keptMs: number;
}

export async function problemsIn(ended: Ended): Promise<readonly string[]> {
  const { history, process, keptMs } = ended;
  const { buckets } = await process.reader.window(1);
  const { byName } = await process.standings(NAMES);
  const placed = new Map(
    buckets.flatMap(({ bucket, orders }) => orders.map(({ orderId }) => [orderId, bucket] as const)),
  );
  const problems = [
    ...problemsInOrders(ended, buckets, placed),
    ...problemsInClaims(history, buckets, placed),
  ];
  for (const [name, { counted, open }] of byName) {
    const openOrders = await open.oldest(1_000);
    const few = await open.oldest(FEW);
    if (!isDeepStrictEqual(few, openOrders.slice(0, FEW))) {
      problems.push(`The oldest of ${name} are ${few.map(({ orderId }) => orderId).join()}.`);
    }
    const standing = { name, counted, openOrders, openCount: open.count };
    problems.push(...problemsInStanding(history, { buckets, placed, keptMs }, standing));
  }
  return problems;
}

/** Leftovers that must not exist if no process failed: pages that no state names, and records that wait for SNS. */
export async function problemsInRows(store: InMemoryStore): Promise<readonly string[]> {
  const states = await store.readStates(NAMES);
  const named = [...states].flatMap(([name, { state }]) => state.pages.map(({ key }) => `${name} ${key}`));
  const there = [...store.pages.keys()];
  return [
    ...(await store.unsentOrders()).map(({ orderId }) => `${orderId} was left in the outbox.`),
    ...(isDeepStrictEqual(new Set(there), new Set(named))
      ? []
      : [`The pages ${there.join()} are there, and ${named.join()} are needed.`]),
  ];
}

/** An order exists once a lane has it. It has a record then and is published; no other has or is. */
function problemsInOrders(
  { history, store, delivered }: Ended,
  buckets: readonly LedgerBucket[],
  placed: ReadonlyMap<string, number>,
): readonly string[] {
  const ids = buckets.flatMap(({ orders }) => orders.map(({ orderId }) => orderId));
  const answered = history.orders.map(({ orderId }) => orderId);
  const tell = (some: readonly string[], what: string) => some.map((orderId) => `${orderId} ${what}.`);
  const isNowhere = (orderId: string) => !placed.has(orderId);
  return [
    ...tell(
      ids.filter((id, index) => ids.indexOf(id) < index),
      'is in two buckets',
    ),
    ...tell(
      ids.filter((id) => store.orders.get(id)?.bucket !== placed.get(id)),
      'has no record of its bucket',
    ),
    ...tell(
      ids.filter((id) => !delivered.includes(id)),
      'was not published',
    ),
    ...tell(
      [...store.orders.values()].filter(({ sentAt }) => sentAt === undefined).map(({ orderId }) => orderId),
      'waits for SNS',
    ),
    ...tell([...store.orders.keys()].filter(isNowhere), 'has a record and no lane'),
    ...tell(delivered.filter(isNowhere), 'was published and is in no lane'),
    ...tell(answered.filter(isNowhere), 'was answered and is in no lane'),
  ];
}

/** An answered claim is in the lanes once, another at most once, and none in an earlier bucket than its order. */
function problemsInClaims(
  history: History,
  buckets: readonly LedgerBucket[],
  placed: ReadonlyMap<string, number>,
): readonly string[] {
  const written = buckets.flatMap(({ bucket, claims }) => claims.map((claim) => ({ bucket, ...claim })));
  return history.claims.flatMap(({ claim: { attemptId, orderId }, answered }) => {
    const own = written.filter((one) => one.attemptId === attemptId);
    const [first] = own;
    if (own.length > 1 || (answered && !first)) {
      return [`${attemptId} was ${answered ? '' : 'not '}answered and is in the lanes ${own.length} times.`];
    }
    const isEarly = first && first.bucket < (placed.get(orderId) ?? 0);
    return isEarly ? [`${attemptId} is in bucket ${first.bucket}, before its order ${orderId}.`] : [];
  });
}
