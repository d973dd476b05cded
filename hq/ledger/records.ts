import type { Resource } from '@interstella/libs/orders';
import type { MinuteTotals } from './totals.ts';

/** Where an item of the ledger stands. */
export interface OrderKey {
  readonly participant: string;
  readonly orderId: string;
}

/** What HQ notes about an order before it publishes it. */
export interface Publication {
  /** Milliseconds since 1970. */
  readonly publishedAt: number;
  /** Names without prefix: `orders` and one per resource that the order is for. */
  readonly topics: readonly string[];
}

/** What is known of an order that HQ publishes. */
export interface PublishedOrder extends Publication {
  /**
   * When SNS last took the order on all of its topics, in milliseconds since 1970: its retries begin then. Undefined while
   * SNS has not.
   */
  readonly sentAt: number | undefined;
}

/** One request to the fulfillment API: all resources that it fulfils together. */
export interface ClaimAttempt {
  /** Made once per incoming request: writing the same attempt twice counts it once. */
  readonly attemptId: string;
  readonly resources: readonly Resource[];
  /** Who gathered them: `monolith`, the microservice's resource, or `unknown`. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The first claim of a resource, and how many attempts there were in all. */
export interface ResourceClaim {
  readonly by: string;
  readonly at: number;
  readonly attempts: number;
}

/** One item of the ledger: an order, as owed by and fulfilled for one participant. */
export interface OrderRecord {
  readonly orderId: string;
  /** Absent when HQ never published the order to this participant. */
  readonly publication: PublishedOrder | undefined;
  readonly claims: ReadonlyMap<Resource, ResourceClaim>;
}

/**
 * The items of the ledger, one per participant and order. Each write is one write to the store, applied as a whole or
 * not at all, and may be repeated without harm.
 */
export interface OrderItems {
  publish(key: OrderKey, publication: Publication): Promise<void>;
  /** Notes when SNS had taken the order; of two times the later one stays. */
  sent(key: OrderKey, sentAt: number): Promise<void>;
  claim(key: OrderKey, attempt: ClaimAttempt): Promise<void>;
  read(key: OrderKey): Promise<OrderRecord | undefined>;
  /** Every item of a bucket, read consistently, page by page, by order id; those that follow `after`, if it is given. */
  ofBucket(bucket: string, after?: string): AsyncIterable<readonly OrderRecord[]>;
  /** Every item there is, read consistently, page by page. */
  all(): AsyncIterable<readonly { readonly bucket: string; readonly record: OrderRecord }[]>;
}

/** What is known about one minute of one participant. */
export interface MinuteRecord {
  readonly minute: string;
  /** How often the minute was reopened: a count made before a reopening must not be sealed after it. */
  readonly generation: number;
  /** Late writes in hand, each `<attempt>@<milliseconds since 1970>`. */
  readonly pending: readonly string[];
  /** The seal: the minute's totals. Absent while the minute must be counted from its items. */
  readonly totals: MinuteTotals | undefined;
}

/** The minutes of the ledger. Each write is one conditional write to the store. */
export interface MinuteRecords {
  /** Sees to it that the record exists. */
  ensure(participant: string, minute: string): Promise<void>;
  /** Breaks the seal and counts the generation up; notes the late write in hand, if one is named. */
  reopen(participant: string, minute: string, pending?: string): Promise<void>;
  /** Removes entries from `pending`; tells whether they were still there. */
  settle(participant: string, minute: string, pending: readonly string[]): Promise<boolean>;
  /** Every record of the participant, read consistently, page by page, oldest first. */
  ofParticipant(participant: string): AsyncIterable<readonly MinuteRecord[]>;
  /** Writes the seal, unless the minute was reopened since `generation` or a late write is in hand. */
  seal(participant: string, minute: string, totals: MinuteTotals, generation: number): Promise<boolean>;
}
