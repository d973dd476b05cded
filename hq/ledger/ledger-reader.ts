import { Fold, freshState, type LedgerDependencies } from './fold.ts';
import {
  bucketsOf,
  claimLanes,
  everyLane,
  layoutOf,
  type LedgerBucket,
  orderLanes,
  readLanes,
  TooMuchToRead,
} from './lanes.ts';
import type { Head, LanePart, Layout, OpenOrder } from './records.ts';
import { retryOnMovedPages } from './open-orders.ts';
import { batchPageReads } from './page-reader.ts';
import type { CountScope } from './recount.ts';
import type { Totals } from './totals.ts';

/** Most buckets, and most parts of about 8 KB, in one window. */
const BUCKETS_LIMIT = 256;
const PARTS_LIMIT = 400;
const OPEN_LISTED = 100;

/** The counts of one participant, for an audit to compare. */
export interface CountedStanding extends CountScope {
  readonly totals: Totals;
  readonly open: number;
  /** The hundred oldest. */
  readonly openOrders: readonly OpenOrder[];
}

/** The raw content of a sequence of buckets. */
export interface LedgerWindow {
  readonly buckets: readonly LedgerBucket[];
  /** The last bucket before `next` with expired parts; 0 if all parts are there. */
  readonly expiredThrough: number;
  /** The first bucket of the next window; null after the last window. */
  readonly next: number | null;
}

/** Reads counts and raw content of the ledger: directly, or over HTTP. */
export interface LedgerReader {
  /** Of one participant, or of all. */
  standings(participant?: string): Promise<readonly CountedStanding[]>;
  window(from: number): Promise<LedgerWindow>;
}

/** Reads the ledger from its store. */
export class StoredLedger implements LedgerReader {
  constructor(
    private readonly deps: LedgerDependencies,
    private readonly listNames: () => Promise<readonly string[]>,
  ) {}

  standings(participant?: string): Promise<readonly CountedStanding[]> {
    return retryOnMovedPages(async () => {
      const { store, buckets, keptMs } = this.deps;
      const names = (await this.listNames()).filter((name) => name === (participant ?? name));
      const head = await buckets.read();
      const { closedThrough } = head;
      const states = await store.readStates(names);
      const deps = batchPageReads(this.deps);
      const readOne = async (name: string): Promise<CountedStanding> => {
        const fold = new Fold(deps, name, states.get(name)?.state ?? freshState());
        await fold.addSkipped(head, closedThrough);
        const { counted, open } = fold;
        const { since, periods, totals, through } = counted;
        return {
          ...{ participant: name, since, periods, keptMs, totals, open: open.count },
          through: Math.max(closedThrough, through),
          openOrders: await open.oldest(OPEN_LISTED),
        };
      };
      return Promise.all(names.map(readOne));
    });
  }

  async window(from: number): Promise<LedgerWindow> {
    const head = await this.deps.buckets.read();
    for (let count = BUCKETS_LIMIT; ; count = Math.floor(count / 4)) {
      const through = Math.min(head.open, from + Math.max(1, count) - 1);
      try {
        const parts = await this.#read(head, from, through, count > 1 ? PARTS_LIMIT : Infinity);
        const isLast = through >= head.open;
        const next = parts.length > 0 || isLast ? through + 1 : await this.#firstLeft(head, through + 1);
        return {
          buckets: bucketsOf(parts),
          expiredThrough: this.deps.keptMs === undefined ? 0 : lastExpired(head, from, next - 1, parts),
          next: isLast ? null : next,
        };
      } catch (error) {
        if (!(error instanceof TooMuchToRead)) throw error;
      }
    }
  }

  /** Reads claims before orders, so that each claim finds its order. */
  async #read(head: Head, from: number, through: number, partsLimit: number): Promise<readonly LanePart[]> {
    const { store } = this.deps;
    const claims = await readLanes(store, inEveryLayout(head, claimLanes), from, through, partsLimit);
    const orders = await readLanes(store, inEveryLayout(head, orderLanes), from, through, partsLimit);
    return [...claims, ...orders];
  }

  /** The first bucket from here on that still has parts. Skips expired buckets at once: there may be years of them. */
  async #firstLeft(head: Head, from: number): Promise<number> {
    const pages = await Promise.all(
      inEveryLayout(head, everyLane).map((lane) =>
        this.deps.store.readLane(lane, { bucket: from, part: 0 }, head.open),
      ),
    );
    return Math.min(head.open, ...pages.flatMap(({ parts }) => parts[0]?.bucket ?? []));
  }
}

function inEveryLayout({ layouts }: Head, lanesOf: typeof orderLanes): readonly string[] {
  return [...new Set(layouts.flatMap((layout) => lanesOf(layout)))];
}

/** The last closed bucket with missing parts; 0 if there is none. DynamoDB deletes expired parts in any order. */
function lastExpired(head: Head, from: number, through: number, parts: readonly LanePart[]): number {
  for (let bucket = Math.min(through, head.open - 1); bucket >= from; bucket -= 1) {
    const layout = layoutOf(head, bucket);
    const lanes = everyLane(layout);
    const own = parts.filter((part) => part.bucket === bucket);
    const partsOf = (lane: string) => own.filter((part) => part.lane === lane);
    if (!lanes.every((lane) => isWhole(partsOf(lane), layout))) return bucket;
  }
  return 0;
}

/** Whether a closed lane has all its parts: numbered without a gap, and all of them full except the last. */
function isWhole(parts: readonly LanePart[], { partBytes }: Layout): boolean {
  const sorted = parts.toSorted((a, b) => a.part - b.part);
  const isInPlace = ({ part, bytes }: LanePart, index: number) =>
    part === index && bytes >= partBytes === index < sorted.length - 1;
  return sorted.length > 0 && sorted.every(isInPlace);
}
