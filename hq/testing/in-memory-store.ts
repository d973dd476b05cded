import type {
  Flush,
  Head,
  LanePart,
  OpenOrder,
  OrderRecord,
  PartKey,
  RetryExtension,
  State,
} from '../ledger/records.ts';
import type { PageKey } from '../ledger/page-reader.ts';
import type { LanePage, LedgerStore, StoredState } from '../ledger/store.ts';

interface Part extends PartKey {
  closed: boolean;
  bytes: number;
  readonly flushes: Map<string, string>;
}

/** Parts in one page, few, so that pages end in the middle of buckets. */
const PAGE = 3;

/**
 * The ledger's tables in memory, with DynamoDB's conditions. Tests control the order of events: each operation awaits
 * `gate` before it is applied and again before it answers.
 */
export class InMemoryStore implements LedgerStore {
  head: Head | undefined;
  readonly orders = new Map<string, OrderRecord>();
  /** `written` recognizes a retry of a write after its answer was lost. */
  readonly states = new Map<string, { json: string; revision: number; written: State }>();
  readonly pages = new Map<string, readonly OpenOrder[]>();
  readonly #parts = new Map<string, Part>();
  readonly #strays = new Map<string, number>();
  readonly #notes = new Map<string, unknown>();
  readonly #extensions = new Map<string, readonly RetryExtension[]>();
  readonly #gate: (operation: string) => Promise<void>;

  constructor(gate: (operation: string) => Promise<void> = () => Promise.resolve()) {
    this.#gate = gate;
  }

  /** Deletes expired items, as DynamoDB does. */
  expire(isExpired: (key: PartKey) => boolean): void {
    for (const [name, part] of this.#parts) if (isExpired(part)) this.#parts.delete(name);
  }

  readHead(): Promise<Head | undefined> {
    return this.#do('readHead', () => this.head);
  }

  createHead(head: Head): Promise<void> {
    return this.#do('createHead', () => {
      this.head ??= head;
    });
  }

  openNext(from: number, openedAt: number, layouts: Head['layouts']): Promise<void> {
    return this.#do('openNext', () => {
      if (this.head?.open === from) this.head = { ...this.head, open: from + 1, openedAt, layouts };
    });
  }

  closeThrough(bucket: number, at: number): Promise<void> {
    return this.#do('closeThrough', () => {
      if (this.head?.closedThrough === bucket - 1) {
        this.head = { ...this.head, closedThrough: bucket, closedAt: at };
      }
    });
  }

  append(key: PartKey, { id, entries }: Flush, partBytes: number): Promise<boolean> {
    return this.#do('append', () => {
      const part = this.#parts.get(nameOf(key));
      if (part?.closed || (part?.bytes ?? 0) >= partBytes) return false;
      const written = this.#ensurePart(key);
      written.flushes.set(id, entries);
      written.bytes += entries.length;
      return true;
    });
  }

  fence(key: PartKey): Promise<LanePart> {
    return this.#do('fence', () => {
      this.#ensurePart(key).closed = true;
      return this.#read(key);
    });
  }

  readPart(key: PartKey): Promise<LanePart> {
    return this.#do('readPart', () => this.#read(key));
  }

  readLane(lane: string, from: Pick<PartKey, 'bucket' | 'part'>, through: number): Promise<LanePage> {
    return this.#do('readLane', () => {
      const found = [...this.#parts.values()]
        .filter(({ lane: of, bucket, part }) => {
          const follows = bucket > from.bucket || (bucket === from.bucket && part >= from.part);
          return of === lane && follows && bucket <= through;
        })
        .sort((a, b) => a.bucket - b.bucket || a.part - b.part);
      const parts = found.slice(0, PAGE).map((part) => this.#read(part));
      const last = parts.at(-1);
      return { parts, next: found.length > PAGE && last ? { ...last, part: last.part + 1 } : undefined };
    });
  }

  putOrders(records: readonly OrderRecord[]): Promise<void> {
    return this.#each('putOrders', records, (record) => this.orders.set(record.orderId, record));
  }

  deleteOrders(orderIds: readonly string[]): Promise<void> {
    return this.#each('deleteOrders', orderIds, (orderId) => this.orders.delete(orderId));
  }

  readOrders(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderRecord>> {
    return this.#do('readOrders', () => pick(this.orders, orderIds));
  }

  unsentOrders(): Promise<readonly OrderRecord[]> {
    return this.#do('unsentOrders', () =>
      [...this.orders.values()].filter(({ sentAt }) => sentAt === undefined),
    );
  }

  readStates(names: readonly string[]): Promise<ReadonlyMap<string, StoredState>> {
    return this.#do(
      'readStates',
      () =>
        new Map(
          [...pick(this.states, names)].map(([name, { json, revision }]) => [
            name,
            { state: JSON.parse(json) as State, revision },
          ]),
        ),
    );
  }

  writeState(name: string, state: State, revision: number | undefined): Promise<boolean> {
    return this.#do('writeState', () => {
      const stored = this.states.get(name);
      if (stored?.written !== state && stored?.revision !== revision) return false;
      this.states.set(name, { json: JSON.stringify(state), revision: (revision ?? 0) + 1, written: state });
      return true;
    });
  }

  putPages(name: string, pages: ReadonlyMap<string, readonly OpenOrder[]>): Promise<void> {
    return this.#each('putPages', [...pages], ([key, orders]) => this.pages.set(`${name} ${key}`, orders));
  }

  readPages(keys: readonly PageKey[]): Promise<readonly (readonly OpenOrder[] | undefined)[]> {
    return this.#do('readPages', () => keys.map(({ name, key }) => this.pages.get(`${name} ${key}`)));
  }

  deletePages(name: string, keys: readonly string[]): Promise<void> {
    return this.#each('deletePages', keys, (key) => this.pages.delete(`${name} ${key}`));
  }

  putStrays(name: string, strays: ReadonlyMap<string, number>): Promise<void> {
    return this.#each('putStrays', [...strays], ([key, bucket]) =>
      this.#strays.set(`${name} ${key}`, bucket),
    );
  }

  readStrays(name: string, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = (key: string) => [key, this.#strays.get(`${name} ${key}`)] as const;
    const isThere = (one: readonly [string, number | undefined]) => one[1] !== undefined;
    return this.#do('readStrays', () => new Map(keys.map(found).filter(isThere) as [string, number][]));
  }

  /** Keeps rows of the present round: the process that removes the participant may have been frozen since before it. */
  deleteRows(name: string): Promise<void> {
    return this.#do('deleteRows', () => {
      const { since } = JSON.parse(this.states.get(name)?.json ?? '{"since":1}') as State;
      for (const key of this.pages.keys()) {
        if (key.startsWith(`${name} `) && parseInt(key.slice(name.length + 1)) < since)
          this.pages.delete(key);
      }
      for (const [key, bucket] of this.#strays) {
        if (key.startsWith(`${name} `) && bucket < since) this.#strays.delete(key);
      }
      this.#notes.delete(name);
      this.#extensions.delete(name);
    });
  }

  readExtensions(owners: readonly string[]): Promise<ReadonlyMap<string, readonly RetryExtension[]>> {
    return this.#do('readExtensions', () => pick(this.#extensions, owners));
  }

  writeExtensions(
    owner: string,
    extensions: readonly RetryExtension[],
    before: readonly RetryExtension[] | undefined,
  ): Promise<boolean> {
    return this.#do('writeExtensions', () => {
      const known = JSON.stringify(this.#extensions.get(owner));
      const isNext = [JSON.stringify(before), JSON.stringify(extensions)].includes(known);
      if (isNext) this.#extensions.set(owner, extensions);
      return isNext;
    });
  }

  readNotes(names: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    return this.#do('readNotes', () => pick(this.#notes, names));
  }

  writeNote(name: string, value: unknown): Promise<void> {
    return this.#do('writeNote', () => void this.#notes.set(name, value));
  }

  async #do<T>(operation: string, apply: () => T): Promise<T> {
    await this.#gate(operation);
    const answer = apply();
    await this.#gate(`${operation} answered`);
    return answer;
  }

  /** A batch write is applied item by item, in any order and with anything in between. */
  async #each<T>(operation: string, items: readonly T[], apply: (item: T) => unknown): Promise<void> {
    await Promise.all(items.map((item) => this.#do(operation, () => apply(item))));
  }

  #ensurePart(key: PartKey): Part {
    const part = this.#parts.get(nameOf(key)) ?? emptyPart(key);
    this.#parts.set(nameOf(key), part);
    return part;
  }

  #read(key: PartKey): LanePart {
    const part = this.#parts.get(nameOf(key)) ?? emptyPart(key);
    return { ...part, flushes: new Map(part.flushes) };
  }
}

function emptyPart({ lane, bucket, part }: PartKey): Part {
  return { lane, bucket, part, closed: false, bytes: 0, flushes: new Map() };
}

function nameOf({ lane, bucket, part }: PartKey): string {
  return `${lane} ${bucket} ${part}`;
}

function pick<T>(map: ReadonlyMap<string, T>, keys: readonly string[]): Map<string, T> {
  return new Map([...map].filter(([key]) => keys.includes(key)));
}
