import type { PageReader } from './page-reader.ts';
import type {
  Flush,
  Head,
  LanePart,
  OpenOrder,
  OrderRecord,
  PartKey,
  RetryExtension,
  State,
} from './records.ts';

export interface StoredState {
  readonly state: State;
  /** Changes with every write. */
  readonly revision: number;
}

export interface LanePage {
  /** Sorted by bucket, then by part. */
  readonly parts: readonly LanePart[];
  /** The start of the next page; undefined after the last page. */
  readonly next: Pick<PartKey, 'bucket' | 'part'> | undefined;
}

/**
 * The ledger's database. Reads are strongly consistent. A write changes one item, completely or not at all; some writes
 * are conditional. Repeating a write is safe.
 */
export interface LedgerStore extends PageReader {
  /** Undefined before the first bucket. */
  readHead(): Promise<Head | undefined>;
  /** Does nothing if the head exists. */
  createHead(head: Head): Promise<void>;
  /** Opens the bucket after `from`, if `from` is still the open one. */
  openNext(from: number, openedAt: number, layouts: Head['layouts']): Promise<void>;
  /** Sets `closedThrough` to this bucket, if it is still the bucket before. */
  closeThrough(bucket: number, at: number): Promise<void>;

  /**
   * Adds a flush to a part that is open and below its size limit. A closed part must not grow: once full, it would send
   * writers to a next part that no closer has fenced.
   *
   * @returns false if the part is closed or full
   */
  append(key: PartKey, flush: Flush, partBytes: number): Promise<boolean>;
  /** Closes a part to writes, creating it if necessary. @returns its final content */
  fence(key: PartKey): Promise<LanePart>;
  /** Reads a part; empty if it does not exist. */
  readPart(key: PartKey): Promise<LanePart>;
  /** The parts of buckets `from` to `through`, a page at a time. */
  readLane(lane: string, from: Pick<PartKey, 'bucket' | 'part'>, through: number): Promise<LanePage>;

  putOrders(records: readonly OrderRecord[]): Promise<void>;
  deleteOrders(orderIds: readonly string[]): Promise<void>;
  readOrders(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderRecord>>;
  /** The outbox: records of orders that SNS has not taken, as many as one process may have in flight. */
  unsentOrders(): Promise<readonly OrderRecord[]>;

  readStates(names: readonly string[]): Promise<ReadonlyMap<string, StoredState>>;
  /** @param revision of the state that this one replaces; undefined for the first. @returns false if it has changed */
  writeState(name: string, state: State, revision: number | undefined): Promise<boolean>;
  putPages(name: string, pages: ReadonlyMap<string, readonly OpenOrder[]>): Promise<void>;
  deletePages(name: string, keys: readonly string[]): Promise<void>;
  /**
   * A stray is the first claim of a resource for an order without a record: a direct or unattributed one.
   *
   * @param strays the bucket of each, by `<order id>#<resource>`
   */
  putStrays(name: string, strays: ReadonlyMap<string, number>): Promise<void>;
  readStrays(name: string, keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Deletes a participant's pages, strays, retry extensions and note. Its state stays. */
  deleteRows(name: string): Promise<void>;

  /** @param owners names of participants, or `EVERYBODY` */
  readExtensions(owners: readonly string[]): Promise<ReadonlyMap<string, readonly RetryExtension[]>>;
  /** @param before the extensions that these replace; undefined for the first. @returns false if they have changed */
  writeExtensions(
    owner: string,
    extensions: readonly RetryExtension[],
    before: readonly RetryExtension[] | undefined,
  ): Promise<boolean>;
  /** The note of each participant, a JSON value. HQ keeps the dead letters it has seen there. */
  readNotes(names: readonly string[]): Promise<ReadonlyMap<string, unknown>>;
  writeNote(name: string, value: unknown): Promise<void>;
}
