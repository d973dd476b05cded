import { HttpError } from '@interstella/libs/web';
import type { Clock } from '../clock.ts';
import type { Buckets } from './buckets.ts';
import { freshState } from './fold.ts';
import { layoutOf, orderLanes, readLanes } from './lanes.ts';
import type { Acknowledgement, Head, Period, State } from './records.ts';
import type { LedgerStore } from './store.ts';

const ATTEMPTS = 10;
/** Periods of one round: a state is one item of DynamoDB, and bounded. */
const PERIODS_LIMIT = 500;
/** Acknowledgements that are kept and shown. */
const ACKNOWLEDGED_KEPT = 20;

/**
 * Changes what a participant is owed. A change takes effect at the start of a bucket that has no order yet: every order
 * decided before the change was asked for is on its one side, every order decided after it was answered on the other.
 */
export class Periods {
  constructor(
    private readonly store: LedgerStore,
    private readonly buckets: Buckets,
    private readonly now: Clock,
  ) {}

  /**
   * From now on the participant is owed every order. Opening who is open changes nothing.
   *
   * @throws HttpError 409 for a participant that was opened too often
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

  /** From now on the participant is owed nothing new. Closing who is closed changes nothing. */
  close(name: string): Promise<State> {
    return this.#change(name, (state, until) => {
      if (!isOpen(state)) return state;
      const close = (period: Period) =>
        period.until === undefined ? { ...period, closedAt: this.now(), until } : period;
      return { ...state, periods: state.periods.map(close) };
    });
  }

  /** Begins to count the participant anew, from the next bucket on: the open one may have claims. Who is open stays open. */
  beginRound(name: string): Promise<State> {
    return this.#change(name, (state, _free, from) =>
      freshState(from, isOpen(state) ? [{ openedAt: this.now(), from }] : []),
    );
  }

  /** Removes what the ledger keeps of the participant beside the lanes, where it stays until the lanes expire. */
  async remove(name: string): Promise<void> {
    await this.#change(name, (_state, _free, from) => freshState(from));
    await this.store.deleteRows(name);
  }

  acknowledge(name: string, acknowledgement: Acknowledgement): Promise<State> {
    return this.#change(name, (state) => {
      // The last one counts; of the others the reason is shown.
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
      // Read after the state: no change takes effect before those that the state has, nor in a bucket that is counted.
      const head = await this.buckets.read();
      const state = stored?.state ?? freshState();
      const next = change(state, await this.#freeBucket(head), head.open + 1);
      if (next === state) {
        await this.#takeEffect(next, head);
        return state;
      }
      if (!(await this.store.writeState(name, next, stored?.revision))) continue;
      await this.#takeEffect(next, head);
      // A new round has no page of the one before.
      const gone = next.pages === state.pages ? [] : state.pages;
      await this.store.deletePages(
        name,
        gone.map(({ key }) => key),
      );
      return next;
    }
    throw new Error(`${name} was changed by others at the same time, again and again. Try again.`);
  }

  /** Also for a change that was there already: its process may have died before this. */
  async #takeEffect({ since, periods }: State, { open }: Head): Promise<void> {
    const last = periods.at(-1);
    if (Math.max(since, last?.until ?? last?.from ?? 0) > open) await this.buckets.turn(open);
  }

  /** The open bucket if it has no order, or else the next one. */
  async #freeBucket(head: Head): Promise<number> {
    const lanes = orderLanes(layoutOf(head, head.open));
    const parts = await readLanes(this.store, lanes, head.open, head.open);
    return parts.some(({ flushes }) => flushes.size > 0) ? head.open + 1 : head.open;
  }
}

/** Whether the participant is owed the orders that are decided now. */
export function isOpen({ periods }: Pick<State, 'periods'>): boolean {
  const last = periods.at(-1);
  return last !== undefined && last.until === undefined;
}
