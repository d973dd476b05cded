import { timeOfOrder } from './order-time.ts';
import type { SendingMark } from './records.ts';
import type { LedgerStore } from './store.ts';

const ATTEMPTS = 20;

/** The owner of the mark that counts for every participant. */
export const EVERYBODY = '#ledger';

/**
 * Keeps in mind which orders SNS took later than they were decided on, or once more: their retry window begins then. Each
 * owner has one mark. While that is younger than the retry window it grows; then the next one takes its place.
 */
export class SendingMarks {
  constructor(
    private readonly store: Pick<LedgerStore, 'readMarks' | 'writeMark'>,
    private readonly retryWindowMs: number,
  ) {}

  /** @param at when SNS took the orders, or began to; ms since 1970 */
  async raise(owner: string, orderIds: readonly string[], at: number): Promise<void> {
    const times = orderIds.map((orderId) => timeOfOrder(orderId) ?? 0);
    const mark = { from: Math.min(...times), before: Math.max(...times) + 1, at };
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const before = (await this.store.readMarks([owner])).get(owner);
      const next = before && at - before.at <= this.retryWindowMs ? both(before, mark) : mark;
      if (await this.store.writeMark(owner, next, before)) return;
    }
    throw new Error(`The mark of ${owner} was changed by others at the same time, again and again.`);
  }

  /** The marks that count for each of these participants. */
  async of(names: readonly string[]): Promise<(name: string) => readonly SendingMark[]> {
    const marks = await this.store.readMarks([EVERYBODY, ...names]);
    return (name) => [EVERYBODY, name].flatMap((owner) => marks.get(owner) ?? []);
  }
}

function both(one: SendingMark, other: SendingMark): SendingMark {
  return {
    from: Math.min(one.from, other.from),
    before: Math.max(one.before, other.before),
    at: Math.max(one.at, other.at),
  };
}
