import type { Resource } from '@interstella/libs/orders';
import type { Totals, UnattributedOrder } from './totals.ts';

/** How many groups and lanes writes are spread over. */
export interface Layout {
  /** The first bucket that uses this layout. */
  readonly from: number;
  /** Number of groups; a hash of the name assigns a participant to one. */
  readonly groups: number;
  /** Number of lanes of each group, and of lanes of orders. */
  readonly lanes: number;
  /** A part of this size is full. Stored, because all processes must use the same limit. */
  readonly partBytes: number;
}

/** The open bucket, which takes writes, and the last counted one. Buckets are numbered from 1. Times are ms since 1970. */
export interface Head {
  readonly open: number;
  readonly openedAt: number;
  readonly closedThrough: number;
  readonly closedAt: number;
  /** Oldest first. */
  readonly layouts: readonly Layout[];
}

export interface PartKey {
  readonly lane: string;
  readonly bucket: number;
  readonly part: number;
}

/** The entries that one write adds to a part. */
export interface Flush {
  /** Random. A flush that is written twice counts once. */
  readonly id: string;
  /** A JSON list of entries. */
  readonly entries: string;
}

export interface LanePart extends PartKey {
  readonly closed: boolean;
  readonly bytes: number;
  /** The entries of each flush, by its id. */
  readonly flushes: ReadonlyMap<string, string>;
}

/** The entry of an order in its lane. */
export interface LaneOrder {
  readonly orderId: string;
  readonly resources: readonly Resource[];
}

/** One request to the fulfillment API, for one or more resources of an order. */
export interface Claim {
  readonly participant: string;
  readonly orderId: string;
  readonly resources: readonly Resource[];
  /** The service that gathered them: `monolith`, the resource of a microservice, or `unknown`. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Random, one per incoming request. */
  readonly attemptId: string;
}

/** The record of an order. It is written before the order's entry in a lane and keeps its bucket. */
export interface OrderRecord {
  readonly orderId: string;
  readonly bucket: number;
  /** The lane that the order is written to. */
  readonly lane: string;
  /** The topics to publish it on: names without prefix. */
  readonly topics: readonly string[];
  /** When SNS took the order, in ms since 1970. A record without it is an entry of the outbox. */
  readonly sentAt?: number;
  /** When the order went back into the outbox to be published again, in ms since 1970. */
  readonly republishedAt?: number;
}

/** A sequence of buckets in which a participant was owed every order. Times are ms since 1970. */
export interface Period {
  readonly openedAt: number;
  readonly closedAt?: number;
  /** The first bucket. */
  readonly from: number;
  /** The first bucket after it. */
  readonly until?: number;
}

/** An order with missing resources. HQ's order ids sort by the time they were made. */
export interface OpenOrder {
  readonly orderId: string;
  readonly missing: readonly Resource[];
}

/** A page of open orders, stored beside the state. Pages are immutable: a changed page gets a new key. */
export interface PageRef {
  readonly key: string;
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

/** Order ids from `from`, included, to `to`, excluded. */
export interface IdRange {
  readonly from: string;
  readonly to: string;
}

/** The instructor has looked into a red report. Only the last acknowledgement counts: it covers everything red then. */
export interface Acknowledgement {
  readonly reason: string;
  readonly at: number;
  /** Ranges of lost orders. */
  readonly lost: readonly IdRange[];
  /** Orders in these ranges that were not lost: dead-lettered or waiting for SNS. */
  readonly except: readonly string[];
  /** Number of unattributed orders acknowledged. */
  readonly unattributed: number;
  /** Number of direct orders acknowledged. */
  readonly direct: number;
}

/** The counts of one participant after a bucket. */
export interface State {
  /** The last bucket counted. */
  readonly through: number;
  /** The first bucket of the current round. Earlier buckets do not count. */
  readonly since: number;
  readonly periods: readonly Period[];
  readonly totals: Totals;
  /** The first hundred. */
  readonly unattributedOrders: readonly UnattributedOrder[];
  /** Of the most recently completed orders, in ms. */
  readonly latencies: readonly number[];
  /** The newest open orders; older ones are in pages. */
  readonly newest: readonly OpenOrder[];
  readonly pages: readonly PageRef[];
  /** The hundred oldest orders of the pages; absent before the first count. */
  readonly oldest?: readonly OpenOrder[] | undefined;
  readonly acknowledged: readonly Acknowledgement[];
}

/**
 * A later retry window for the orders made from `from`, included, to `before`, excluded. SNS took some of them late, or
 * again, between `since` and `at`, so their retry window begins at `at`. All in ms since 1970.
 */
export interface RetryExtension {
  readonly from: number;
  readonly before: number;
  readonly since: number;
  readonly at: number;
}
