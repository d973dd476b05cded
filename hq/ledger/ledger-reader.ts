import { Fold, freshState, type LedgerParts } from './fold.ts';
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
import { withPages } from './open-orders.ts';
import { gatheringPages } from './page-reader.ts';
import type { Counted } from './recount.ts';
import type { Totals } from './totals.ts';

/** Buckets that one answer may have, and parts of lanes, of some 8 KB each. */
const BUCKETS_LIMIT = 256;
const PARTS_LIMIT = 400;
const OPEN_LISTED = 100;

/** What the ledger has counted for one participant. */
export interface CountedStanding extends Counted {
  readonly totals: Totals;
  readonly open: number;
  /** The oldest hundred. */
  readonly openOrders: readonly OpenOrder[];
}

/** Some buckets, as their lanes have them. */
export interface LedgerWindow {
  readonly buckets: readonly LedgerBucket[];
  /** The last bucket before `next` of which something has expired; 0 where everything is there. */
  readonly expiredThrough: number;
  /** Where the next window begins; null after the last. */
  readonly next: number | null;
}

/** The ledger as it was written, in pieces. */
export interface LedgerReader {
  /** Of one participant, or of everybody. */
  standings(participant?: string): Promise<readonly CountedStanding[]>;
  window(from: number): Promise<LedgerWindow>;
}

/** Reads the ledger from its store. */
export class StoredLedger implements LedgerReader {
  constructor(
    private readonly parts: LedgerParts,
    private readonly listNames: () => Promise<readonly string[]>,
  ) {}

  standings(participant?: string): Promise<readonly CountedStanding[]> {
    return withPages(async () => {
      const { store, buckets, keptMs } = this.parts;
      const names = (await this.listNames()).filter((name) => name === (participant ?? name));
      const head = await buckets.read();
      const { closedThrough } = head;
      const states = await store.readStates(names);
      const gathering = gatheringPages(this.parts);
      const readOne = async (name: string): Promise<CountedStanding> => {
        const fold = new Fold(gathering, name, states.get(name)?.state ?? freshState());
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
    const head = await this.parts.buckets.read();
    for (let count = BUCKETS_LIMIT; ; count = Math.floor(count / 4)) {
      const through = Math.min(head.open, from + Math.max(1, count) - 1);
      try {
        const parts = await this.#read(head, from, through, count > 1 ? PARTS_LIMIT : Infinity);
        const isLast = through >= head.open;
        const next = parts.length > 0 || isLast ? through + 1 : await this.#firstLeft(head, through + 1);
        return {
          buckets: bucketsOf(parts),
          expiredThrough: this.parts.keptMs === undefined ? 0 : lastExpired(head, from, next - 1, parts),
          next: isLast ? null : next,
        };
      } catch (error) {
        if (!(error instanceof TooMuchToRead)) throw error;
      }
    }
  }

  /** Claims first, so that each finds its order. */
  async #read(head: Head, from: number, through: number, partsLimit: number): Promise<readonly LanePart[]> {
    const { store } = this.parts;
    const claims = await readLanes(store, inEveryLayout(head, claimLanes), from, through, partsLimit);
    const orders = await readLanes(store, inEveryLayout(head, orderLanes), from, through, partsLimit);
    return [...claims, ...orders];
  }

  /** The first bucket from this one on of which anything is left: a ledger of years is not read bucket by bucket. */
  async #firstLeft(head: Head, from: number): Promise<number> {
    const pages = await Promise.all(
      inEveryLayout(head, everyLane).map((lane) =>
        this.parts.store.readLane(lane, { bucket: from, part: 0 }, head.open),
      ),
    );
    return Math.min(head.open, ...pages.flatMap(({ parts }) => parts[0]?.bucket ?? []));
  }
}

function inEveryLayout({ layouts }: Head, lanesOf: typeof orderLanes): readonly string[] {
  return [...new Set(layouts.flatMap((layout) => lanesOf(layout)))];
}

/** The last closed bucket that lacks a part; 0 where none does. Expired parts are deleted in no order. */
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

/** A closed lane has parts without a gap, all fenced, of which the last alone is not full. */
function isWhole(parts: readonly LanePart[], { partBytes }: Layout): boolean {
  const sorted = parts.toSorted((a, b) => a.part - b.part);
  const isInPlace = ({ part, bytes }: LanePart, index: number) =>
    part === index && bytes >= partBytes === index < sorted.length - 1;
  return sorted.length > 0 && sorted.every(isInPlace);
}
