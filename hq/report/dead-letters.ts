import type { Clock } from '../clock.ts';
import { retryOnMovedPages } from '../ledger/open-orders.ts';
import type { Standings } from '../ledger/standings.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { Participants } from '../participants/participants.ts';

/** Most dead-lettered orders of one participant that are kept by id. */
const ORDERS_KEPT = 2_000;

/** A run starts no peek after this time, so that it ends within its function's time. */
const RUN_LIMIT_MS = 10_000;

/** The result of a peek at dead-letter queues. */
export interface PeekedDeadLetters {
  /** The orders found. */
  readonly orderIds: ReadonlySet<string>;
  /** Whether the peek saw everything. If not, other orders may be dead-lettered, too. */
  readonly complete: boolean;
  /** What could not be read, in sentences for the report. */
  readonly warnings: readonly string[];
}

/** Peeks at dead-letter queues without removing or hiding messages. Never rejects. */
export interface DeadLetters {
  peek(queueUrls: readonly string[]): Promise<PeekedDeadLetters>;
}

/** The result of the last peek at a participant's queues, stored for reports. */
export interface DeadLetterNote extends Omit<PeekedDeadLetters, 'orderIds'> {
  /** The dead-lettered orders that are open, sorted. */
  readonly orderIds: readonly string[];
  /** When the peek ended, in ms since 1970. */
  readonly at: number;
}

/** For a participant without dead-letter queues. */
export const NO_DEAD_LETTERS: DeadLetterNote = {
  ...{ orderIds: [], complete: true, warnings: [], at: Infinity },
};

/** Peeks at all participants' dead-letter queues and stores the results, so that reports need not read a queue. */
export class DeadLetterWatch {
  /** The participant that was peeked at last. */
  #last = '';

  constructor(
    private readonly participants: Pick<Participants, 'list'>,
    private readonly deadLetters: DeadLetters,
    private readonly readStandings: (names: readonly string[]) => Promise<Standings>,
    private readonly store: LedgerStore,
    private readonly now: Clock,
  ) {}

  /** Begins after the participant at which the last run ended, even if that peek failed, so that all are reached. */
  async run(): Promise<void> {
    const deadline = this.now() + RUN_LIMIT_MS;
    const all = await this.participants.list();
    const later = all.filter(({ name }) => name > this.#last);
    const earlier = all.filter(({ name }) => name <= this.#last);
    for (const { name, deadLetterQueueUrls } of [...later, ...earlier]) {
      if (deadLetterQueueUrls.length === 0) continue;
      if (this.now() >= deadline) return;
      this.#last = name;
      await this.#peek(name, deadLetterQueueUrls);
    }
  }

  /** An order that an incomplete peek misses stays known, until a complete peek misses it or the order is complete. */
  async #peek(name: string, queueUrls: readonly string[]): Promise<void> {
    const found = await this.deadLetters.peek(queueUrls);
    const before = found.complete ? undefined : (await readDeadLetters(this.store, [name])).get(name);
    const orderIds = [...new Set([...found.orderIds, ...(before?.orderIds ?? [])])];
    const kept = await this.#openOf(name, orderIds);
    const tooMany = kept.length > ORDERS_KEPT;
    const warning = `${name} has ${kept.length} dead-lettered orders; the report knows the oldest ${ORDERS_KEPT} by id.`;
    const note: DeadLetterNote = {
      at: this.now(),
      orderIds: kept.slice(0, ORDERS_KEPT),
      complete: found.complete && !tooMany,
      warnings: [...found.warnings, ...(tooMany ? [warning] : [])],
    };
    await this.store.writeNote(name, note);
  }

  /** @returns sorted */
  #openOf(name: string, orderIds: readonly string[]): Promise<readonly string[]> {
    // The usual case: saves reading the standings.
    if (orderIds.length === 0) return Promise.resolve([]);
    return retryOnMovedPages(async () => {
      const open = (await this.readStandings([name])).byName.get(name)?.open;
      await open?.load(orderIds);
      return orderIds.filter((orderId) => open?.find(orderId)).sort();
    });
  }
}

/** The last peek of each participant; absent before the first. */
export async function readDeadLetters(
  store: Pick<LedgerStore, 'readNotes'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, DeadLetterNote>> {
  return (await store.readNotes(names)) as ReadonlyMap<string, DeadLetterNote>;
}
