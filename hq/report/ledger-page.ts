import { isOrderId } from '@interstella/libs/orders';
import { bucketOf, minuteOf } from '../ledger/bucket.ts';
import type { MinuteRecords, OrderItems } from '../ledger/records.ts';
import { described, type ParticipantOrderStatus } from './order-status.ts';

/** One order, as the ledger of one participant has it. Times are ISO 8601, UTC. */
export interface LedgerOrder extends Omit<ParticipantOrderStatus, 'participant'> {
  readonly orderId: string;
}

/** Some orders of a participant's ledger. */
export interface LedgerPage {
  readonly orders: readonly LedgerOrder[];
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

interface Records {
  readonly items: Pick<OrderItems, 'ofBucket'>;
  readonly minutes: Pick<MinuteRecords, 'ofParticipant'>;
}

/**
 * Reads a participant's ledger, a page at a time: minute by minute, the orders whose ids tell none last. Orders made
 * meanwhile are on a later page, or on none if their minute is read already: for a count that must agree, read when
 * nothing flows.
 *
 * @param after the order id that the page before ended with; null for the first page
 */
export async function ledgerPage(
  records: Records,
  participant: string,
  after: string | null,
): Promise<LedgerPage> {
  const from = after === null ? '' : minuteOf(after);
  for (const minute of await minutesFrom(records, participant, from)) {
    const follows = after !== null && minute === from ? after : undefined;
    for await (const page of records.items.ofBucket(bucketOf(participant, minute), follows)) {
      const last = page.at(-1);
      if (!last) continue;
      const orders = page.map((record) => ({ orderId: record.orderId, ...described(record) }));
      return { orders, next: last.orderId };
    }
  }
  return { orders: [], next: null };
}

/** Reads where a page is to begin: null for the beginning; undefined for what is no place. */
export function cursorOf(after: string | undefined): string | null | undefined {
  if (after === undefined) return null;
  return isOrderId(after) ? after : undefined;
}

/** The minutes from one on, oldest first, and the undated orders, which alone follow themselves. */
async function minutesFrom(
  { minutes }: Records,
  participant: string,
  from: string | undefined,
): Promise<readonly (string | undefined)[]> {
  if (from === undefined) return [undefined];
  const found: (string | undefined)[] = [];
  for await (const page of minutes.ofParticipant(participant)) {
    for (const { minute } of page) if (minute >= from) found.push(minute);
  }
  return [...found, undefined];
}
