import type { LedgerOrder } from '@interstella/hq/client';
import type { Comparison, IdList } from './result.ts';

const IDS_NAMED = 10;

/** Compares the ids of the orders that a witness saw with those in the ledger, one by one. */
export class OrderComparison {
  readonly #witnessed: number;
  readonly #unseen: Set<string>;
  readonly #notComplete = new Ids();
  readonly #notWitnessed = new Ids();
  #published = 0;
  #complete = 0;

  /** @param witnessed as they are now: what comes later is of no concern */
  constructor(witnessed: ReadonlySet<string>) {
    this.#witnessed = witnessed.size;
    this.#unseen = new Set(witnessed);
  }

  add({ orderId, publishedAt, complete }: LedgerOrder): void {
    if (publishedAt === null) return;
    this.#published += 1;
    if (!this.#unseen.delete(orderId)) this.#notWitnessed.add(orderId);
    if (complete) this.#complete += 1;
    else this.#notComplete.add(orderId);
  }

  result(): Comparison {
    const notInLedger = new Ids();
    for (const orderId of this.#unseen) notInLedger.add(orderId);
    return {
      witnessed: this.#witnessed,
      published: this.#published,
      complete: this.#complete,
      notComplete: this.#notComplete.list(),
      notWitnessed: this.#notWitnessed.list(),
      notInLedger: notInLedger.list(),
    };
  }
}

class Ids {
  readonly #first: string[] = [];
  #count = 0;

  add(orderId: string): void {
    this.#count += 1;
    if (this.#first.length < IDS_NAMED) this.#first.push(orderId);
  }

  list(): IdList {
    return { count: this.#count, first: this.#first };
  }
}
