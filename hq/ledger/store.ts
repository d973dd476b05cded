import type { PageReader } from './page-reader.ts';
import type {
  Flush,
  Head,
  LanePart,
  OpenOrder,
  OrderRecord,
  PartKey,
  SendingMark,
  State,
} from './records.ts';

export interface StoredState {
  readonly state: State;
  /** Changes with every write. */
  readonly revision: number;
}

export interface LanePage {
  /** In the order of buckets and parts. */
  readonly parts: readonly LanePart[];
  /** Where the next page begins; undefined after the last. */
  readonly next: Pick<PartKey, 'bucket' | 'part'> | undefined;
}

/**
 * What the ledger asks of a database: reads that see every write before them, and writes of single items, some of them
 * conditional. Every write is applied as a whole or not at all, and may be repeated without harm.
 */
export interface LedgerStore extends PageReader {
  /** Undefined before the first bucket. */
  readHead(): Promise<Head | undefined>;
  /** Does nothing where there is a head. */
  createHead(head: Head): Promise<void>;
  /** Opens the next bucket, unless `from` is not the open one any more. */
  openNext(from: number, openedAt: number, layouts: Head['layouts']): Promise<void>;
  /** Moves `closedThrough` from the bucket before, unless it has moved. */
  closeThrough(bucket: number, at: number): Promise<void>;

  /**
   * Adds a flush that the part does not have, if it is neither closed nor full. A repeat must not count its bytes again: a
   * closed part that became full would send its writers on to a part that nobody closes.
   *
   * @returns false if nothing was added
   */
  append(key: PartKey, flush: Flush, partBytes: number): Promise<boolean>;
  /** Closes a part to writes, also one that does not exist; what it then has is final. */
  fence(key: PartKey): Promise<LanePart>;
  /** Also one that does not exist yet. */
  readPart(key: PartKey): Promise<LanePart>;
  /** The parts of buckets `from` to `through`, a page at a time. */
  readLane(lane: string, from: Pick<PartKey, 'bucket' | 'part'>, through: number): Promise<LanePage>;

  putOrders(records: readonly OrderRecord[]): Promise<void>;
  deleteOrders(orderIds: readonly string[]): Promise<void>;
  readOrders(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderRecord>>;
  /** The records of the orders that wait for SNS, at most as many as a process may have under way. */
  unsentOrders(): Promise<readonly OrderRecord[]>;

  readStates(names: readonly string[]): Promise<ReadonlyMap<string, StoredState>>;
  /** @param revision of the state that this one follows; undefined where there is none. @returns false if it has changed */
  writeState(name: string, state: State, revision: number | undefined): Promise<boolean>;
  putPages(name: string, pages: ReadonlyMap<string, readonly OpenOrder[]>): Promise<void>;
  deletePages(name: string, keys: readonly string[]): Promise<void>;
  /** The bucket of the first claim of each resource of an order without a record, by `<order id>#<resource>`. */
  putStrays(name: string, strays: ReadonlyMap<string, number>): Promise<void>;
  readStrays(name: string, keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Removes what is kept of a participant, but for the state. */
  deleteRows(name: string): Promise<void>;

  /** By owner: a participant, or everybody. */
  readMarks(owners: readonly string[]): Promise<ReadonlyMap<string, readonly SendingMark[]>>;
  /** @param before the marks that these replace; undefined where there are none. @returns false if they have changed */
  writeMarks(
    owner: string,
    marks: readonly SendingMark[],
    before: readonly SendingMark[] | undefined,
  ): Promise<boolean>;
  /** A value of any kind beside the state of each of these participants. */
  readNotes(names: readonly string[]): Promise<ReadonlyMap<string, unknown>>;
  writeNote(name: string, value: unknown): Promise<void>;
}
