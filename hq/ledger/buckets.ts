import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { claimLanes, layoutOf, orderLanes } from './lanes.ts';
import type { Head, LanePart, Layout } from './records.ts';
import type { LedgerStore } from './store.ts';

/** A cached head is used for this long: older records may have expired. */
const HEAD_CACHE_MS = 3_600_000;

/** A writer that finds its bucket closed waits this often for the next one, then opens it itself. */
const OPENING = { waits: 3, waitMs: 5 };

/** A write fails after this many closed buckets in a row. */
const WRITE_ATTEMPTS = 10;

/**
 * The sequence of buckets. Buckets have numbers, so that their order depends on no clock. The next bucket opens when every
 * lane of the open one is fenced: by the closer, or by a change to a participant. Claim lanes are fenced before order
 * lanes, so that no order is claimed in a bucket before its own.
 */
export class Buckets {
  #cached: { readonly head: Head; readonly at: number } | undefined;

  /** @param layout for the buckets that this process opens */
  constructor(
    private readonly store: LedgerStore,
    private readonly layout: Omit<Layout, 'from'>,
    private readonly now: Clock,
  ) {}

  /** The cached head. It may be outdated: a write to a closed bucket is refused. */
  async current(): Promise<Head> {
    const known = this.#cached;
    if (known && Math.abs(this.now() - known.at) < HEAD_CACHE_MS) return known.head;
    return this.read();
  }

  /** Reads the head; creates it in a new ledger. */
  async read(): Promise<Head> {
    let head = await this.store.readHead();
    if (!head) {
      const now = this.now();
      const first = { open: 1, openedAt: now, closedThrough: 0, closedAt: now };
      await this.store.createHead({ ...first, layouts: [{ from: 1, ...this.layout }] });
      head = await this.store.readHead();
    }
    if (!head) throw new Error('The ledger has no head.');
    if (head.open >= (this.#cached?.head.open ?? 0)) this.#cached = { head, at: this.now() };
    return head;
  }

  /**
   * Writes to the open bucket.
   *
   * @param write resolves to undefined if the bucket is closed; it is then retried with the next bucket
   */
  async write<T>(write: (bucket: number, layout: Layout) => Promise<T | undefined>): Promise<T> {
    let head = await this.current();
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
      const written = await write(head.open, layoutOf(head, head.open));
      if (written !== undefined) return written;
      head = await this.awaitNext(head.open);
    }
    throw new Error(
      `The ledger did not take the write: ${WRITE_ATTEMPTS} buckets were closed before it. Try again.`,
    );
  }

  /** Waits until the next bucket is open; opens it if no other process does. */
  async awaitNext(bucket: number): Promise<Head> {
    for (let wait = 0; wait < OPENING.waits; wait += 1) {
      const head = await this.read();
      if (head.open > bucket) return head;
      await sleep(OPENING.waitMs);
    }
    return this.advance(bucket);
  }

  /** Fences this bucket, if it is the open one, and opens the next. Processes may do so concurrently. */
  async advance(bucket: number): Promise<Head> {
    const head = await this.read();
    if (head.open !== bucket) return head;
    const layout = layoutOf(head, bucket);
    await Promise.all(claimLanes(layout).map((lane) => this.#fence(lane, bucket, layout)));
    await Promise.all(orderLanes(layout).map((lane) => this.#fence(lane, bucket, layout)));
    await this.store.openNext(bucket, this.now(), this.#layoutsFrom(head));
    return this.read();
  }

  #layoutsFrom({ layouts, open }: Head): readonly Layout[] {
    const next = { from: open + 1, ...this.layout };
    const last = layouts.at(-1);
    const same =
      last?.groups === next.groups && last.lanes === next.lanes && last.partBytes === next.partBytes;
    return same ? layouts : [...layouts, next];
  }

  /** Fences the parts in sequence. No writer goes past the first part that is not full. */
  async #fence(lane: string, bucket: number, { partBytes }: Layout): Promise<void> {
    let fenced: LanePart;
    let part = 0;
    do {
      fenced = await this.store.fence({ lane, bucket, part });
      part += 1;
    } while (fenced.bytes >= partBytes);
  }
}
