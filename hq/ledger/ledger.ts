import type { Clock } from '../clock.ts';
import { endOf, minuteOf } from './bucket.ts';
import { PENDING_LIMIT_MS } from './ledger-count.ts';
import type {
  ClaimAttempt,
  MinuteRecords,
  OrderItems,
  OrderKey,
  OrderRecord,
  Publication,
} from './records.ts';

/**
 * A write that began before its minute ended is trusted to be in the store this long after the end; one that took
 * longer breaks the seal itself. Half of the time after which minutes are sealed, so that clocks may differ.
 */
const STRAGGLER_MS = 5_000;

/** Minutes that the process has seen to exist; more than these are simply seen to again. */
const MINUTES_REMEMBERED = 10_000;

/**
 * Writes the ledger so that a seal cannot lie.
 *
 * A write into the running minute needs nothing but the minute's record to exist. A write into a minute that has ended
 * may meet a seal, so it first breaks it and notes itself as pending, then writes, then settles: the sealer seals
 * nothing while a write is pending, nor what it counted before the seal was broken. A crash between any two of these
 * writes leaves the minute unsealed, which costs a recount.
 *
 * What remains: a write that hangs until its minute is sealed (sent before the minute's end and applied 10 s or more
 * after it, or applied a minute after it was noted as pending), by a process that then dies before it can break the
 * seal. The seal misses that write until the next late one; the audit finds it.
 */
export class Ledger {
  readonly #items: OrderItems;
  readonly #minutes: MinuteRecords;
  readonly #now: Clock;
  readonly #known = new Map<string, Promise<void>>();

  constructor(items: OrderItems, minutes: MinuteRecords, now: Clock) {
    this.#items = items;
    this.#minutes = minutes;
    this.#now = now;
  }

  /** Records that an order is owed. To be done before it is published. */
  publish(key: OrderKey, publication: Publication): Promise<void> {
    return this.#write(key, 'publish', () => this.#items.publish(key, publication));
  }

  /** Records that SNS has taken an order that is owed, be it for the first time or again. */
  sent(key: OrderKey, sentAt: number): Promise<void> {
    return this.#write(key, `sent${sentAt}`, () => this.#items.sent(key, sentAt));
  }

  /** Records an attempt to fulfil resources of an order. The first attempt per resource is its claim. */
  claim(key: OrderKey, attempt: ClaimAttempt): Promise<void> {
    return this.#write(key, attempt.attemptId, () => this.#items.claim(key, attempt));
  }

  read(key: OrderKey): Promise<OrderRecord | undefined> {
    return this.#items.read(key);
  }

  async #write(key: OrderKey, attempt: string, write: () => Promise<void>): Promise<void> {
    const { participant, orderId } = key;
    const minute = minuteOf(orderId);
    if (minute === undefined) {
      await write();
      return;
    }
    const end = endOf(minute);
    if (this.#now() < end) await this.#ensure(participant, minute);
    if (this.#now() >= end) {
      await this.#writeLate(key, minute, attempt, write);
      return;
    }
    try {
      await write();
    } catch (error) {
      // Nobody knows whether it is in the store, or will be: the minute stays unsealed for as long as that may take.
      if (this.#now() >= end + STRAGGLER_MS) {
        await this.#minutes.reopen(participant, minute, this.#pendingFor(key, attempt));
      }
      throw error;
    }
    if (this.#now() >= end + STRAGGLER_MS) await this.#minutes.reopen(participant, minute);
  }

  async #writeLate(
    key: OrderKey,
    minute: string,
    attempt: string,
    write: () => Promise<void>,
  ): Promise<void> {
    const { participant } = key;
    const begun = this.#now();
    const pending = this.#pendingFor(key, attempt);
    await this.#minutes.reopen(participant, minute, pending);
    try {
      await write();
    } catch (error) {
      // It stays pending; if it may be taken for dead already, or soon, it is noted anew, which breaks the seal too.
      if (this.#now() >= begun + PENDING_LIMIT_MS / 2) {
        await this.#minutes.reopen(participant, minute, this.#pendingFor(key, attempt));
      }
      throw error;
    }
    // Somebody gave this write up for dead and may have sealed without it.
    const wasPending = await this.#minutes.settle(participant, minute, [pending]);
    if (!wasPending) await this.#minutes.reopen(participant, minute);
  }

  #pendingFor({ orderId }: OrderKey, attempt: string): string {
    return `${attempt}-${orderId}@${this.#now()}`;
  }

  #ensure(participant: string, minute: string): Promise<void> {
    const name = `${participant}#${minute}`;
    const known = this.#known.get(name);
    if (known) return known;
    if (this.#known.size >= MINUTES_REMEMBERED) this.#known.clear();
    const ensured = this.#minutes.ensure(participant, minute);
    this.#known.set(name, ensured);
    ensured.catch(() => this.#known.delete(name));
    return ensured;
  }
}
