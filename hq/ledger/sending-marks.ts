import { timeOfOrder } from './order-time.ts';
import type { SendingMark } from './records.ts';
import type { LedgerStore } from './store.ts';

const ATTEMPTS = 20;

/** The owner of the mark that counts for every participant. */
export const EVERYBODY = '#ledger';

/** A mark grows for this share of the retry window; then the next one begins. */
const GROWING_SHARE = 1 / 8;

/**
 * Keeps in mind which orders SNS took later than they were decided on, or once more: their retry window begins then. A
 * mark also spans the orders between those that it is for, and excuses them for as long: therefore it grows for a short
 * time only. Each owner has the marks that are younger than the retry window, nine or so at most.
 */
export class SendingMarks {
  constructor(
    private readonly store: Pick<LedgerStore, 'readMarks' | 'writeMarks'>,
    private readonly retryWindowMs: number,
  ) {}

  /** @param at when SNS took the orders, or began to; ms since 1970 */
  raise(owner: string, orderIds: readonly string[], at: number): Promise<void> {
    const times = orderIds.map((orderId) => timeOfOrder(orderId) ?? 0);
    return this.raiseSpan(owner, { from: Math.min(...times), before: Math.max(...times) + 1 }, at);
  }

  /** For all orders decided on in a span of time. @param at when their retry window begins; all in ms since 1970 */
  async raiseSpan(
    owner: string,
    { from, before: until }: Pick<SendingMark, 'from' | 'before'>,
    at: number,
  ): Promise<void> {
    const mark = { from, before: until, since: at, at };
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const before = (await this.store.readMarks([owner])).get(owner);
      if (await this.store.writeMarks(owner, this.#with(before ?? [], mark), before)) return;
    }
    throw new Error(`The marks of ${owner} were changed by others at the same time, again and again.`);
  }

  /** The marks that count for each of these participants. */
  async of(names: readonly string[]): Promise<(name: string) => readonly SendingMark[]> {
    const marks = await this.store.readMarks([EVERYBODY, ...names]);
    return (name) => [EVERYBODY, name].flatMap((owner) => marks.get(owner) ?? []);
  }

  #with(marks: readonly SendingMark[], mark: SendingMark): readonly SendingMark[] {
    const young = marks.filter(({ at }) => mark.at - at <= this.retryWindowMs);
    const newest = young.at(-1);
    const grows = newest && mark.at - newest.since <= GROWING_SHARE * this.retryWindowMs;
    return grows ? [...young.slice(0, -1), both(newest, mark)] : [...young, mark];
  }
}

function both(one: SendingMark, other: SendingMark): SendingMark {
  return {
    from: Math.min(one.from, other.from),
    before: Math.max(one.before, other.before),
    since: Math.min(one.since, other.since),
    at: Math.max(one.at, other.at),
  };
}
