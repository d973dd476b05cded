import type { LedgerCount } from '../ledger/ledger-count.ts';
import type { OpenOrder } from '../ledger/tally.ts';
import { Oldest } from '../report/oldest.ts';
import { type CustomerOrder, topicsFor } from './order.ts';
import type { Outbox } from './outbox.ts';
import type { Publisher } from './publisher.ts';

/** Open orders, counted per participant, that one call publishes again. */
export const REPUBLISHED_AT_ONCE = 10_000;

export interface Republished {
  /** Orders that are published again now. */
  readonly count: number;
  /** There are more: ask again when these are published. */
  readonly more: boolean;
  /** Fulfilled once the outbox has them all. */
  readonly recorded: Promise<void>;
}

/** An open order of one participant that SNS has had. */
interface OwedOrder extends OpenOrder {
  readonly sentAt: number;
  readonly participant: string;
}

export interface RepublisherParts {
  readonly count: Pick<LedgerCount, 'count'>;
  readonly outbox: Pick<Outbox, 'all'>;
  readonly publisher: Pick<Publisher, 'republish'>;
}

/**
 * Publishes open orders again, those first that were published longest ago, for what SNS does not bring any more: its retries ended with its
 * process, or nobody was subscribed for a while. What is under way all the same arrives twice and is absorbed.
 */
export class Republisher {
  readonly #parts: RepublisherParts;
  readonly #limit: number;

  constructor(parts: RepublisherParts, limit = REPUBLISHED_AT_ONCE) {
    this.#parts = parts;
    this.#limit = limit;
  }

  /** Each order goes to the orders topic and to those of the resources that it lacks; its retry window begins anew. */
  async republish(participants: readonly string[]): Promise<Republished> {
    const { count, outbox, publisher } = this.#parts;
    const underWay = new Set((await outbox.all()).map(({ orderId }) => orderId));
    const longestAgo = new Oldest<OwedOrder>(this.#limit, ({ sentAt }) => sentAt);
    for (const participant of participants) {
      await count.count(participant, ({ sentAt, ...order }) => {
        // What has not been sent yet is in the outbox, and its entry there must stay as it is.
        if (sentAt !== undefined && !underWay.has(order.orderId)) {
          longestAgo.add({ ...order, sentAt, participant });
        }
      });
    }
    const orders = new Map<string, CustomerOrder>();
    for (const order of longestAgo.list())
      orders.set(order.orderId, merged(orders.get(order.orderId), order));
    const { recorded } = publisher.republish([...orders.values()]);
    return { count: orders.size, more: longestAgo.count > this.#limit, recorded };
  }
}

/** One order that several participants are owed is published once, for all that any of them lacks. */
function merged(
  known: CustomerOrder | undefined,
  { orderId, publishedAt, missing, participant }: OwedOrder,
): CustomerOrder {
  return {
    orderId,
    publishedAt,
    topics: [...new Set([...(known?.topics ?? []), ...topicsFor(missing)])],
    participants: [...(known?.participants ?? []), participant],
  };
}
