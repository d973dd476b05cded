import type { PageReader } from './page-reader.ts';
import type { OpenOrder, PageRef, State } from './records.ts';

/** Orders in one page, about 17 KB. */
const PAGE_SIZE = 250;
/** The newest orders stay in the state, since most are completed soon: up to this share of a page more than one page. */
const KEPT_IN_STATE = 0.2;
/**
 * Most pages of a state, to keep it below 400 KB, the largest item in DynamoDB. Beyond it the oldest orders are merged
 * into one entry that has a count and no page. They stay open, and a claim for one counts as a duplicate.
 */
const PAGES_LIMIT = 1_600;
const COUNTED_ONLY = '';

/** Number of oldest orders that are copied into the state, so that a report lists them without reading pages. */
const OLDEST_KEPT = 100;

/** A page that the state names is gone: a closer has replaced it since the state was read. */
export class PageIsGone extends Error {
  override readonly name = 'PageIsGone';
}

const READING_ATTEMPTS = 5;

/** Runs a read of states and pages; retries it if a closer replaced a page meanwhile. */
export async function retryOnMovedPages<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof PageIsGone) || attempt === READING_ATTEMPTS) throw error;
    }
  }
}

/** The open orders of a participant. The newest are in memory; older ones are in pages, which are read when needed. */
export class OpenOrders {
  readonly #newest: Map<string, OpenOrder>;
  readonly #loaded = new Map<string, Map<string, OpenOrder>>();
  readonly #changed = new Set<string>();
  readonly #pages: readonly PageRef[];
  readonly #oldest: readonly OpenOrder[] | undefined;

  constructor(
    private readonly pageReader: PageReader,
    private readonly name: string,
    { newest, pages, oldest }: Pick<State, 'newest' | 'pages' | 'oldest'>,
    private readonly pageSize = PAGE_SIZE,
  ) {
    this.#newest = new Map(newest.map((order) => [order.orderId, order]));
    this.#pages = pages;
    this.#oldest = oldest;
  }

  get count(): number {
    return this.#pages.reduce((sum, page) => sum + this.#sizeOf(page), this.#newest.size);
  }

  /** Loads the pages that may have these orders. */
  async load(orderIds: readonly string[]): Promise<void> {
    const older = orderIds.filter((orderId) => !this.#newest.has(orderId));
    await this.#load(
      this.#pages.filter(({ first, last }) => older.some((orderId) => first <= orderId && orderId <= last)),
    );
  }

  /** Searches the loaded orders. */
  find(orderId: string): OpenOrder | undefined {
    return this.#mapWith(orderId)?.get(orderId);
  }

  /** Searches without loading. Also true for an order that may be in a page that is not loaded. */
  mayHave(orderId: string): boolean {
    if (this.#mapWith(orderId)) return true;
    return this.#pages.some(
      ({ key, first, last }) =>
        key !== COUNTED_ONLY && !this.#loaded.has(key) && first <= orderId && orderId <= last,
    );
  }

  add(order: OpenOrder): void {
    this.#newest.set(order.orderId, order);
  }

  /** @param missing the resources still missing; an empty list removes the order */
  change(orderId: string, missing: OpenOrder['missing']): void {
    const map = this.#mapWith(orderId);
    if (missing.length > 0) map?.set(orderId, { orderId, missing });
    else map?.delete(orderId);
    for (const [key, page] of this.#loaded) if (page === map) this.#changed.add(key);
  }

  /** The oldest orders with ids that sort after `after`, at most `limit`. */
  async oldest(limit: number, after = ''): Promise<readonly OpenOrder[]> {
    const isKept = after === '' && limit <= OLDEST_KEPT && this.#changed.size === 0;
    const kept = isKept ? this.#oldest : undefined;
    const found = kept ?? (await this.#oldestIn(this.#pages, limit, after));
    const isAfter = ({ orderId }: OpenOrder) => orderId > after;
    return sorted([...found, ...[...this.#newest.values()].filter(isAfter)]).slice(0, limit);
  }

  /** Number of orders with ids that sort before this one. */
  async countBefore(idBound: string): Promise<number> {
    let count = [...this.#newest.keys()].filter((orderId) => orderId < idBound).length;
    for (const page of this.#pages) {
      if (page.first >= idBound) continue;
      const isWhole = page.last < idBound || page.key === COUNTED_ONLY;
      const orders = isWhole ? undefined : await this.#ordersOf(page);
      count += orders?.filter(({ orderId }) => orderId < idBound).length ?? this.#sizeOf(page);
    }
    return count;
  }

  /**
   * The new content of the state, the pages to `put` before the state is written, and the pages to `drop` after it.
   *
   * @param attempt makes the keys of new pages unique
   */
  async store(attempt: string) {
    const put = new Map<string, readonly OpenOrder[]>();
    const write = (orders: readonly OpenOrder[]): PageRef => {
      const key = `${attempt}.${put.size}`;
      put.set(key, orders);
      const [first = '', last = ''] = [orders[0]?.orderId, orders.at(-1)?.orderId];
      return { key, first, last, count: orders.length };
    };
    const changed = this.#pages.filter(({ key }) => this.#changed.has(key));
    const pages = this.#pages.filter(({ key }) => !this.#changed.has(key));
    for (const page of changed) {
      const orders = await this.#ordersOf(page);
      if (orders.length > 0) pages.push(write(orders));
    }
    const newest = sorted([...this.#newest.values()]);
    const mostInState = this.pageSize * (1 + KEPT_IN_STATE);
    while (newest.length >= mostInState) pages.push(write(newest.splice(0, this.pageSize)));
    pages.sort((a, b) => (a.first < b.first ? -1 : 1));
    const over = pages.length > PAGES_LIMIT ? pages.splice(0, pages.length - PAGES_LIMIT + 1) : [];
    const [first] = over;
    if (first) pages.unshift(countedOnly(first, over));
    const drop = [...changed, ...over].map(({ key }) => key);
    const isSame = this.#oldest && put.size === 0 && drop.length === 0;
    const oldest = isSame ? this.#oldest : await this.#oldestIn(pages, OLDEST_KEPT, '', put);
    return { newest, pages, oldest, put, drop: drop.filter((key) => key !== COUNTED_ONLY) };
  }

  /** @param put the content of pages that are not written yet */
  async #oldestIn(
    pages: readonly PageRef[],
    limit: number,
    after: string,
    put: ReadonlyMap<string, readonly OpenOrder[]> = new Map(),
  ): Promise<readonly OpenOrder[]> {
    const found: OpenOrder[] = [];
    for (const page of [...pages].sort((a, b) => (a.first < b.first ? -1 : 1))) {
      if (page.last <= after) continue;
      // Pages overlap a little, so twice the limit is enough to include the oldest.
      if (found.length >= 2 * limit) break;
      const orders = put.get(page.key) ?? (await this.#ordersOf(page));
      found.push(...orders.filter(({ orderId }) => orderId > after));
    }
    return sorted(found).slice(0, limit);
  }

  #mapWith(orderId: string): Map<string, OpenOrder> | undefined {
    if (this.#newest.has(orderId)) return this.#newest;
    return [...this.#loaded.values()].find((page) => page.has(orderId));
  }

  #sizeOf({ key, count }: PageRef): number {
    return this.#loaded.get(key)?.size ?? count;
  }

  async #ordersOf(page: PageRef): Promise<readonly OpenOrder[]> {
    await this.#load([page]);
    return sorted([...(this.#loaded.get(page.key)?.values() ?? [])]);
  }

  async #load(pages: readonly PageRef[]): Promise<void> {
    const isUnloaded = (key: string) => key !== COUNTED_ONLY && !this.#loaded.has(key);
    const keys = pages.map(({ key }) => key).filter(isUnloaded);
    if (keys.length === 0) return;
    const found = await this.pageReader.readPages(keys.map((key) => ({ name: this.name, key })));
    for (const [index, key] of keys.entries()) {
      const orders = found[index];
      if (!orders) throw new PageIsGone(`A page of open orders of ${this.name} is gone.`);
      this.#loaded.set(key, new Map(orders.map((order) => [order.orderId, order])));
    }
  }
}

function sorted(orders: readonly OpenOrder[]): OpenOrder[] {
  return orders.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1));
}

function countedOnly({ first }: PageRef, pages: readonly PageRef[]): PageRef {
  const count = pages.reduce((sum, page) => sum + page.count, 0);
  const last = pages.reduce((latest, page) => (page.last > latest ? page.last : latest), '');
  return { key: COUNTED_ONLY, first, last, count };
}
