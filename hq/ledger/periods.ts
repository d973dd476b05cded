import { HttpError } from '@interstella/libs/web';
import type { Clock } from '../clock.ts';
import type { Buckets } from './buckets.ts';
import { freshState } from './fold.ts';
import { layoutOf, orderLanes, readLanes } from './lanes.ts';
import type { Acknowledgement, Head, Period, State } from './records.ts';
import type { LedgerStore } from './store.ts';

const ATTEMPTS = 10;
/** Most periods in one round, since a state is one item of DynamoDB. */
const PERIODS_LIMIT = 500;
/** Number of acknowledgements that are kept and shown. */
const ACKNOWLEDGED_KEPT = 20;

/**
 * Changes which orders a participant is owed. A change takes effect at the start of a bucket without orders, so that it
 * applies to every order made after the call returns, and to none made before the call.
 */
export class Periods {
  constructor(
    private readonly store: LedgerStore,
    private readonly buckets: Buckets,
    private readonly now: Clock,
  ) {}

  /**
   * From now on the participant is owed every order. Does nothing if it is open.
   *
   * @throws HttpError 409 after 500 openings in one round
   */
  open(name: string): Promise<State> {
    return this.#change(name, (state, from) => {
      if (isOpen(state)) return state;
      if (state.periods.length >= PERIODS_LIMIT) {
        throw new HttpError(
          409,
          `${name} was opened ${PERIODS_LIMIT} times. Begin a new round first.`,
          'name',
        );
      }
      return { ...state, periods: [...state.periods, { openedAt: this.now(), from }] };
    });
  }

  /** From now on the participant is owed no new orders. Does nothing if it is closed. */
  close(name: string): Promise<State> {
    return this.#change(name, (state, until) => {
      if (!isOpen(state)) return state;
      const close = (period: Period) =>
        period.until === undefined ? { ...period, closedAt: this.now(), until } : period;
      return { ...state, periods: state.periods.map(close) };
    });
  }

  /**
   * Resets the participant's counts, from the next bucket on, since the open one may have claims. A participant that is
   * open stays open.
   */
  beginRound(name: string): Promise<State> {
    return this.#change(name, (state, _free, from) =>
      freshState(from, isOpen(state) ? [{ openedAt: this.now(), from }] : []),
    );
  }

  /** Resets the participant's state and deletes its rows. Its claims stay in the lanes until these expire. */
  async remove(name: string): Promise<void> {
    await this.#change(name, (_state, _free, from) => freshState(from));
    await this.store.deleteRows(name);
  }

  acknowledge(name: string, acknowledgement: Acknowledgement): Promise<State> {
    return this.#change(name, (state) => {
      // Only the last acknowledgement counts. The earlier ones keep their reasons, which the report shows.
      const earlier = state.acknowledged.map((one) => ({ ...one, lost: [], except: [] }));
      return { ...state, acknowledged: [...earlier, acknowledgement].slice(-ACKNOWLEDGED_KEPT) };
    });
  }

  async #change(
    name: string,
    change: (state: State, free: number, following: number) => State,
  ): Promise<State> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const stored = (await this.store.readStates([name])).get(name);
      // Read after the state, so that this change takes effect after those in the state, and in an uncounted bucket.
      const head = await this.buckets.read();
      const state = stored?.state ?? freshState();
      const next = change(state, await this.#freeBucket(head), head.open + 1);
      if (next === state) {
        await this.#takeEffect(next, head);
        return state;
      }
      if (!(await this.store.writeState(name, next, stored?.revision))) continue;
      await this.#takeEffect(next, head);
      // A new round drops the pages of the round before.
      const dropped = next.pages === state.pages ? [] : state.pages;
      await this.store.deletePages(
        name,
        dropped.map(({ key }) => key),
      );
      return next;
    }
    throw new Error(`Other requests changed ${name} at the same time. Try again.`);
  }

  /** Closes the bucket before the change. Repeated for a change that is stored already: its process may have crashed here. */
  async #takeEffect({ since, periods }: State, { open }: Head): Promise<void> {
    const last = periods.at(-1);
    if (Math.max(since, last?.until ?? last?.from ?? 0) > open) await this.buckets.advance(open);
  }

  /** The first bucket without orders: the open one or the next one. */
  async #freeBucket(head: Head): Promise<number> {
    const lanes = orderLanes(layoutOf(head, head.open));
    const parts = await readLanes(this.store, lanes, head.open, head.open);
    return parts.some(({ flushes }) => flushes.size > 0) ? head.open + 1 : head.open;
  }
}

/** Whether the participant is owed the orders that are made now. */
export function isOpen({ periods }: Pick<State, 'periods'>): boolean {
  const last = periods.at(-1);
  return last !== undefined && last.until === undefined;
}
