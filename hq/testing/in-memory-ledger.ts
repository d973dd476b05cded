import { bucketOf, minuteOf } from '../ledger/bucket.ts';
import type {
  ClaimAttempt,
  MinuteRecord,
  MinuteRecords,
  OrderItems,
  OrderKey,
  OrderRecord,
  PublishedOrder,
} from '../ledger/records.ts';
import type { MinuteTotals } from '../ledger/totals.ts';

interface Item {
  publication: PublishedOrder | undefined;
  readonly claims: Map<string, { by: string; at: number; attempts: Set<string> }>;
}

/**
 * The ledger's two tables in memory, for tests that decide in which order things happen: `gate` is passed before each
 * operation is applied and again before its answer, and may keep either waiting for as long as it likes.
 */
export class InMemoryLedger {
  readonly items: OrderItems;
  readonly minutes: MinuteRecords;
  readonly #items = new Map<string, Map<string, Item>>();
  readonly #minutes = new Map<string, { generation: number; pending: Set<string>; totals?: MinuteTotals }>();

  constructor(gate: (operation: string) => Promise<void> = () => Promise.resolve()) {
    const gated = async <T>(operation: string, apply: () => T): Promise<T> => {
      await gate(operation);
      const answer = apply();
      await gate(`${operation} answered`);
      return answer;
    };
    this.items = {
      publish: (key, publication) =>
        gated('publish', () => {
          this.#item(key).publication ??= { ...publication, sentAt: undefined };
        }),
      sent: (key, sentAt) =>
        gated('sent', () => {
          const item = this.#item(key);
          const { publication } = item;
          if (publication) item.publication = { ...publication, sentAt };
        }),
      claim: (key, attempt) =>
        gated('claim', () => {
          this.#claim(key, attempt);
        }),
      read: (key) =>
        gated('read', () => this.#page(bucketOfKey(key)).find(({ orderId }) => orderId === key.orderId)),
      ofBucket: (bucket, after = '') =>
        pages(() => gated('count', () => this.#page(bucket).filter(({ orderId }) => orderId > after))),
      all: () =>
        pages(() =>
          gated('scan', () =>
            [...this.#items.keys()].flatMap((bucket) =>
              this.#page(bucket).map((record) => ({ bucket, record })),
            ),
          ),
        ),
    };
    this.minutes = {
      ensure: (participant, minute) =>
        gated('ensure', () => {
          this.#minute(participant, minute);
        }),
      reopen: (participant, minute, pending) =>
        gated('reopen', () => {
          const record = this.#minute(participant, minute);
          delete record.totals;
          record.generation += 1;
          if (pending !== undefined) record.pending.add(pending);
        }),
      settle: (participant, minute, pending) =>
        gated('settle', () => {
          const record = this.#minute(participant, minute);
          const held = pending.every((entry) => record.pending.has(entry));
          for (const entry of pending) record.pending.delete(entry);
          return held;
        }),
      ofParticipant: (participant) => pages(() => gated('list', () => this.#minutesOf(participant))),
      seal: (participant, minute, totals, generation) =>
        gated('seal', () => {
          const record = this.#minute(participant, minute);
          if (record.generation !== generation || record.pending.size > 0) return false;
          record.totals = totals;
          return true;
        }),
    };
  }

  #item(key: OrderKey): Item {
    const bucket = bucketOfKey(key);
    const items = this.#items.get(bucket) ?? new Map<string, Item>();
    this.#items.set(bucket, items);
    const item = items.get(key.orderId) ?? { publication: undefined, claims: new Map() };
    items.set(key.orderId, item);
    return item;
  }

  #claim(key: OrderKey, { resources, by, at, attemptId }: ClaimAttempt): void {
    const { claims } = this.#item(key);
    for (const resource of resources) {
      const claim = claims.get(resource) ?? { by, at, attempts: new Set() };
      claim.attempts.add(attemptId);
      claims.set(resource, claim);
    }
  }

  #page(bucket: string): OrderRecord[] {
    return [...(this.#items.get(bucket) ?? [])].map(([orderId, { publication, claims }]) => ({
      orderId,
      publication,
      claims: new Map(
        [...claims].map(([resource, { by, at, attempts }]) => [
          resource,
          { by, at, attempts: attempts.size },
        ]),
      ),
    }));
  }

  #minute(participant: string, minute: string) {
    const name = bucketOf(participant, minute);
    const record = this.#minutes.get(name) ?? { generation: 0, pending: new Set<string>() };
    this.#minutes.set(name, record);
    return record;
  }

  #minutesOf(participant: string): MinuteRecord[] {
    return [...this.#minutes]
      .filter(([name]) => name.startsWith(`${participant}#`))
      .map(([name, { generation, pending, totals }]) => ({
        minute: name.split('#')[1] ?? '',
        generation,
        pending: [...pending],
        totals,
      }));
  }
}

function bucketOfKey({ participant, orderId }: OrderKey): string {
  return bucketOf(participant, minuteOf(orderId));
}

async function* pages<T>(read: () => Promise<T>): AsyncGenerator<T> {
  yield await read();
}
