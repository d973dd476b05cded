import { timeOfOrder } from './order-time.ts';
import type { RetryExtension } from './records.ts';
import type { LedgerStore } from './store.ts';

const ATTEMPTS = 20;

/** The owner of extensions that apply to every participant. */
export const EVERYBODY = '#ledger';

/** An extension grows for this share of the retry window; after that a new one begins. */
const GROWING_SHARE = 1 / 8;

/**
 * Records which orders SNS took late, or again: their retry window begins when SNS took them. An extension covers a span
 * of time, so it also extends the window of other orders made in that span. Therefore it grows for a short time only. An
 * owner has about nine extensions at most: those that are younger than the retry window.
 */
export class RetryExtensions {
  constructor(
    private readonly store: Pick<LedgerStore, 'readExtensions' | 'writeExtensions'>,
    private readonly retryWindowMs: number,
  ) {}

  /** Extends the retry window of these orders. @param at when SNS took them, or began to; ms since 1970 */
  extend(owner: string, orderIds: readonly string[], at: number): Promise<void> {
    const times = orderIds.map((orderId) => timeOfOrder(orderId) ?? 0);
    return this.extendSpan(owner, { from: Math.min(...times), before: Math.max(...times) + 1 }, at);
  }

  /** Extends it for all orders made in a span of time. @param at when their retry window begins; all in ms since 1970 */
  async extendSpan(
    owner: string,
    { from, before: until }: Pick<RetryExtension, 'from' | 'before'>,
    at: number,
  ): Promise<void> {
    const extension = { from, before: until, since: at, at };
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const before = (await this.store.readExtensions([owner])).get(owner);
      if (await this.store.writeExtensions(owner, this.#with(before ?? [], extension), before)) return;
    }
    throw new Error(`Other processes changed the retry windows of ${owner} at the same time. Try again.`);
  }

  /** The extensions that apply to each of these participants. */
  async of(names: readonly string[]): Promise<(name: string) => readonly RetryExtension[]> {
    const extensions = await this.store.readExtensions([EVERYBODY, ...names]);
    return (name) => [EVERYBODY, name].flatMap((owner) => extensions.get(owner) ?? []);
  }

  #with(extensions: readonly RetryExtension[], extension: RetryExtension): readonly RetryExtension[] {
    const young = extensions.filter(({ at }) => extension.at - at <= this.retryWindowMs);
    const newest = young.at(-1);
    const grows = newest && extension.at - newest.since <= GROWING_SHARE * this.retryWindowMs;
    return grows ? [...young.slice(0, -1), both(newest, extension)] : [...young, extension];
  }
}

function both(one: RetryExtension, other: RetryExtension): RetryExtension {
  return {
    from: Math.min(one.from, other.from),
    before: Math.max(one.before, other.before),
    since: Math.min(one.since, other.since),
    at: Math.max(one.at, other.at),
  };
}
