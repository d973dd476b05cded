import type { Clock } from '../clock.ts';
import { type Log, messageOf } from '../log.ts';
import { bucketOf, endOf } from './bucket.ts';
import type { MinuteRecord, MinuteRecords, OrderItems } from './records.ts';
import { type OpenOrder, Tally } from './tally.ts';
import type { MinuteTotals } from './totals.ts';

/** A minute is sealed no sooner than this after its end. */
export const SEAL_AFTER_MS = 10_000;

/** A late write that is pending for longer is dead: no request lives as long. */
export const PENDING_LIMIT_MS = 60_000;

/** Minutes counted at once. */
const PARALLEL = 8;

/** One minute (or the undated orders), counted. */
export interface CountedMinute {
  /** Undefined for orders whose ids tell no minute. */
  readonly minute: string | undefined;
  readonly totals: MinuteTotals;
}

/**
 * Counts a participant's orders: sealed minutes by their seal, all others by their items; seals what may be sealed.
 *
 * A minute may be sealed once it has ended, nothing published in it is open and no late write is pending. Unattributed
 * orders do not keep it open: HQ records before it publishes, so that they stay unattributed, and whatever is written
 * to them later breaks the seal as any late write does.
 */
export class LedgerCount {
  readonly #items: OrderItems;
  readonly #minutes: MinuteRecords;
  readonly #now: Clock;
  readonly #log: Log;

  constructor(items: OrderItems, minutes: MinuteRecords, now: Clock, log: Log) {
    this.#items = items;
    this.#minutes = minutes;
    this.#now = now;
    this.#log = log;
  }

  /**
   * Oldest minute first, the undated orders last. `onOpen` is told every open order, in no particular order. With
   * `ignoringSeals` all is counted from the items, and nothing is sealed: an audit must not mend what it judges.
   */
  async count(
    participant: string,
    onOpen: (order: OpenOrder) => void,
    ignoringSeals = false,
  ): Promise<readonly CountedMinute[]> {
    const counted: CountedMinute[] = [];
    for await (const page of this.#minutes.ofParticipant(participant)) {
      for (let first = 0; first < page.length; first += PARALLEL) {
        const some = page.slice(first, first + PARALLEL);
        counted.push(
          ...(await Promise.all(
            some.map((record) =>
              ignoringSeals
                ? this.#minuteByItems(participant, record.minute, onOpen)
                : this.#minute(participant, record, onOpen),
            ),
          )),
        );
      }
    }
    counted.push(await this.#minuteByItems(participant, undefined, onOpen));
    return counted;
  }

  async #minuteByItems(
    participant: string,
    minute: string | undefined,
    onOpen: (order: OpenOrder) => void,
  ): Promise<CountedMinute> {
    const tally = await this.#countItems(bucketOf(participant, minute), onOpen);
    return { minute, totals: tally.totals() };
  }

  async #minute(
    participant: string,
    record: MinuteRecord,
    onOpen: (order: OpenOrder) => void,
  ): Promise<CountedMinute> {
    const { minute } = record;
    if (record.totals) return { minute, totals: record.totals };
    const mayBeSealed = await this.#mayBeSealed(participant, record);
    const tally = await this.#countItems(bucketOf(participant, minute), onOpen);
    const totals = tally.totals();
    if (mayBeSealed && tally.open === 0) {
      await this.#seal(participant, record, totals);
    }
    return { minute, totals };
  }

  /** Judged by the record as it was read before the count: a later change shows in its generation. */
  async #mayBeSealed(participant: string, { minute, pending }: MinuteRecord): Promise<boolean> {
    const now = this.#now();
    if (now < endOf(minute) + SEAL_AFTER_MS) return false;
    if (pending.length === 0) return true;
    const dead = pending.filter((entry) => !(Number(entry.split('@')[1]) > now - PENDING_LIMIT_MS));
    if (dead.length > 0) await this.#minutes.settle(participant, minute, dead);
    return false;
  }

  /** A seal only saves the next count; one that cannot be written must not cost the present one. */
  async #seal(
    participant: string,
    { minute, generation }: MinuteRecord,
    totals: MinuteTotals,
  ): Promise<void> {
    try {
      await this.#minutes.seal(participant, minute, totals, generation);
    } catch (error) {
      this.#log.warn(`The minute ${minute} of ${participant} could not be sealed: ${messageOf(error)}`);
    }
  }

  async #countItems(bucket: string, onOpen: (order: OpenOrder) => void): Promise<Tally> {
    const tally = new Tally(onOpen);
    for await (const page of this.#items.ofBucket(bucket)) {
      for (const record of page) tally.add(record);
    }
    return tally;
  }
}
