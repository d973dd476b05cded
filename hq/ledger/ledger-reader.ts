import type { Buckets } from './buckets.ts';
import { freshState } from './fold.ts';
import { claimLanes, decodeClaims, decodeOrders, orderLanes, readLanes, TooMuchToRead } from './lanes.ts';
import type { Claim, Head, LaneOrder, OpenOrder } from './records.ts';
import { OpenOrders } from './open-orders.ts';
import type { Counted } from './recount.ts';
import type { LedgerStore } from './store.ts';
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
  readonly buckets: readonly {
    readonly bucket: number;
    readonly orders: readonly LaneOrder[];
    readonly claims: readonly Claim[];
  }[];
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
  readonly #buckets: Buckets;
  readonly #listNames: () => Promise<readonly string[]>;

  constructor(
    private readonly store: LedgerStore,
    buckets: Buckets,
    listNames: () => Promise<readonly string[]>,
  ) {
    this.#buckets = buckets;
    this.#listNames = listNames;
  }

  async standings(participant?: string): Promise<readonly CountedStanding[]> {
    const names = (await this.#listNames()).filter((name) => name === (participant ?? name));
    const { closedThrough } = await this.#buckets.read();
    const states = await this.store.readStates(names);
    return Promise.all(
      names.map(async (name) => {
        const state = states.get(name)?.state ?? freshState();
        const open = new OpenOrders(this.store, name, state);
        const { since, periods, totals } = state;
        return {
          ...{ participant: name, since, periods, totals, open: open.count },
          through: Math.max(closedThrough, state.through),
          openOrders: await open.oldest(OPEN_LISTED),
        };
      }),
    );
  }

  async window(from: number): Promise<LedgerWindow> {
    const head = await this.#buckets.read();
    for (let count = BUCKETS_LIMIT; ; count = Math.floor(count / 4)) {
      const through = Math.min(head.open, from + Math.max(1, count) - 1);
      try {
        const buckets = await this.#read(head, from, through, count > 1 ? PARTS_LIMIT : Infinity);
        return { buckets, next: through < head.open ? through + 1 : null };
      } catch (error) {
        if (!(error instanceof TooMuchToRead)) throw error;
      }
    }
  }

  /** Claims first, so that each finds its order. */
  async #read(
    { layouts }: Head,
    from: number,
    through: number,
    partsLimit: number,
  ): Promise<LedgerWindow['buckets']> {
    const lanesOf = (lanes: typeof orderLanes) => [...new Set(layouts.flatMap((layout) => lanes(layout)))];
    const claims = await readLanes(this.store, lanesOf(claimLanes), from, through, partsLimit);
    const orders = await readLanes(this.store, lanesOf(orderLanes), from, through, partsLimit);
    const numbers = [...new Set([...claims, ...orders].map(({ bucket }) => bucket))].sort((a, b) => a - b);
    return numbers.map((bucket) => ({
      bucket,
      orders: decodeOrders(orders.filter((part) => part.bucket === bucket)),
      claims: decodeClaims(claims.filter((part) => part.bucket === bucket)),
    }));
  }
}
