import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { claimLanes, layoutOf, orderLanes } from './lanes.ts';
import type { Head, LanePart, Layout } from './records.ts';
import type { LedgerStore } from './store.ts';

/** A head that was read longer ago is read anew: records may have expired since. */
const HEAD_BELIEVED_MS = 3_600_000;

/** A writer that meets a bucket being closed waits this long for the next one, then opens it itself. */
const OPENING = { waits: 3, waitMs: 5 };

/** A write that finds so many buckets closed one after the other is given up. */
const BUCKETS_TRIED = 10;

/**
 * The sequence of buckets. A bucket is numbered, not dated: the next one is opened when the closer, or somebody who opens
 * or closes a participant, has fenced every lane of the open one. The lanes of claims are fenced before those of orders,
 * so that an order of a bucket is never claimed in an earlier one, whatever any clock says.
 */
export class Buckets {
  #believed: { readonly head: Head; readonly at: number } | undefined;

  /** @param layout of the buckets that this process opens */
  constructor(
    private readonly store: LedgerStore,
    private readonly layout: Omit<Layout, 'from'>,
    private readonly now: Clock,
  ) {}

  /** The head as last read: a write to a bucket that is closed meanwhile is refused. */
  async current(): Promise<Head> {
    const known = this.#believed;
    if (known && Math.abs(this.now() - known.at) < HEAD_BELIEVED_MS) return known.head;
    return this.read();
  }

  async read(): Promise<Head> {
    let head = await this.store.readHead();
    if (!head) {
      const now = this.now();
      const first = { open: 1, openedAt: now, closedThrough: 0, closedAt: now };
      await this.store.createHead({ ...first, layouts: [{ from: 1, ...this.layout }] });
      head = await this.store.readHead();
    }
    if (!head) throw new Error('The ledger has no head.');
    if (head.open >= (this.#believed?.head.open ?? 0)) this.#believed = { head, at: this.now() };
    return head;
  }

  /** Writes into the open bucket. @param write answers undefined where that is closed; it is tried in the next one then */
  async write<T>(write: (bucket: number, layout: Layout) => Promise<T | undefined>): Promise<T> {
    let head = await this.current();
    for (let tried = 0; tried < BUCKETS_TRIED; tried += 1) {
      const written = await write(head.open, layoutOf(head, head.open));
      if (written !== undefined) return written;
      head = await this.after(head.open);
    }
    throw new Error('Every bucket was closed before it could be written.');
  }

  /** The head once another bucket than this is open; opens the next one if nobody else does. */
  async after(bucket: number): Promise<Head> {
    for (let wait = 0; wait < OPENING.waits; wait += 1) {
      const head = await this.read();
      if (head.open > bucket) return head;
      await sleep(OPENING.waitMs);
    }
    return this.turn(bucket);
  }

  /** Fences the open bucket, if it is this one, and opens the next. Any number may do so at once. */
  async turn(bucket: number): Promise<Head> {
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

  /** One part after the other: behind the first that is not full, nobody has written or ever will. */
  async #fence(lane: string, bucket: number, { partBytes }: Layout): Promise<void> {
    let fenced: LanePart;
    let part = 0;
    do {
      fenced = await this.store.fence({ lane, bucket, part });
      part += 1;
    } while (fenced.bytes >= partBytes);
  }
}
