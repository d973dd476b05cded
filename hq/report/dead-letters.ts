import type { Clock } from '../clock.ts';
import { retryOnMovedPages } from '../ledger/open-orders.ts';
import type { Standings } from '../ledger/standings.ts';
import type { LedgerStore } from '../ledger/store.ts';
import type { Participants } from '../participants/participants.ts';

/** Dead-lettered orders of one participant that are told apart. */
const ORDERS_KEPT = 2_000;

/** A run begins no look after this, so that it ends within the time of its function. */
const RUN_LIMIT_MS = 10_000;

/** What was found on dead-letter queues. */
export interface PeekedDeadLetters {
  /** The orders whose deliveries lie there, as far as is known. */
  readonly orderIds: ReadonlySet<string>;
  /** Whether these are all. If not, nobody can say of any other order that it is not there. */
  readonly complete: boolean;
  /** What could not be seen, in sentences for the report. */
  readonly warnings: readonly string[];
}

/** Looks at dead-letter queues without taking or hiding anything. Never rejects. */
export interface DeadLetters {
  peek(queueUrls: readonly string[]): Promise<PeekedDeadLetters>;
}

/** What the last look found, as it is kept for readers. */
export interface DeadLetterNote extends Omit<PeekedDeadLetters, 'orderIds'> {
  /** Those that are open, sorted. */
  readonly orderIds: readonly string[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Of who has no queue. */
export const NO_DEAD_LETTERS: DeadLetterNote = {
  ...{ orderIds: [], complete: true, warnings: [], at: Infinity },
};

/** Looks at everybody's dead-letter queues for those who read reports: they never receive from a queue. */
export class DeadLetterWatch {
  /** Whom the last run looked at last. */
  #last = '';

  constructor(
    private readonly participants: Pick<Participants, 'list'>,
    private readonly deadLetters: DeadLetters,
    private readonly readStandings: (names: readonly string[]) => Promise<Standings>,
    private readonly store: LedgerStore,
    private readonly now: Clock,
  ) {}

  /** Goes on after the participant at whom the last run ended, also where that look failed: everybody has their turn. */
  async run(): Promise<void> {
    const deadline = this.now() + RUN_LIMIT_MS;
    const all = await this.participants.list();
    const later = all.filter(({ name }) => name > this.#last);
    const earlier = all.filter(({ name }) => name <= this.#last);
    for (const { name, deadLetterQueueUrls } of [...later, ...earlier]) {
      if (deadLetterQueueUrls.length === 0) continue;
      if (this.now() >= deadline) return;
      this.#last = name;
      await this.#look(name, deadLetterQueueUrls);
    }
  }

  /** What a look does not see stays known until one that saw everything misses it, or the order is complete. */
  async #look(name: string, queueUrls: readonly string[]): Promise<void> {
    const found = await this.deadLetters.peek(queueUrls);
    const before = found.complete ? undefined : (await readDeadLetters(this.store, [name])).get(name);
    const orderIds = [...new Set([...found.orderIds, ...(before?.orderIds ?? [])])];
    const kept = await this.#openOf(name, orderIds);
    const tooMany = kept.length > ORDERS_KEPT;
    const warning = `${name} has ${kept.length} dead-lettered orders; the oldest ${ORDERS_KEPT} are told apart.`;
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
    // Mostly there are none, and standings are read for nothing.
    if (orderIds.length === 0) return Promise.resolve([]);
    return retryOnMovedPages(async () => {
      const open = (await this.readStandings([name])).byName.get(name)?.open;
      await open?.load(orderIds);
      return orderIds.filter((orderId) => open?.find(orderId)).sort();
    });
  }
}

/** By participant; nothing before the first look. */
export async function readDeadLetters(
  store: Pick<LedgerStore, 'readNotes'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, DeadLetterNote>> {
  return (await store.readNotes(names)) as ReadonlyMap<string, DeadLetterNote>;
}
