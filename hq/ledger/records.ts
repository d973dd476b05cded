import type { Resource } from '@interstella/libs/orders';
import type { Totals, UnattributedOrder } from './totals.ts';

/** How writes are spread, from a bucket on. */
export interface Layout {
  readonly from: number;
  /** Participants are spread over so many groups by a hash of their names. */
  readonly groups: number;
  /** Each group, and the orders, have so many lanes. */
  readonly lanes: number;
  /** A part of this size takes no more; all processes must agree on it, so it stands here. */
  readonly partBytes: number;
}

/** Which bucket takes writes, and which ones are counted. Buckets are numbered from 1. Times are ms since 1970. */
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

/** What one write adds to a part. */
export interface Flush {
  /** Made once: the same flush written twice counts once. */
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

/** An order as its lane has it. */
export interface LaneOrder {
  readonly orderId: string;
  readonly resources: readonly Resource[];
}

/** One request to the fulfillment API: all resources that it fulfils together. */
export interface Claim {
  readonly participant: string;
  readonly orderId: string;
  readonly resources: readonly Resource[];
  /** Who gathered them: `monolith`, the microservice's resource, or `unknown`. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Made once per incoming request. */
  readonly attemptId: string;
}

/** The record of an order: written before its lane has it, and never moved to another bucket. */
export interface OrderRecord {
  readonly orderId: string;
  readonly bucket: number;
  /** The lane of orders that has it. */
  readonly lane: string;
  /** Where it is to be published: names without prefix. */
  readonly topics: readonly string[];
  /** Milliseconds since 1970; absent while the order waits for SNS, which makes the record an entry of the outbox. */
  readonly sentAt?: number;
  /** Milliseconds since 1970; absent until the order is to be published again. It waits for SNS since then. */
  readonly republishedAt?: number;
}

/** A stretch of buckets in which a participant was owed every order. Times are ms since 1970. */
export interface Period {
  readonly openedAt: number;
  readonly closedAt?: number;
  /** The first bucket. */
  readonly from: number;
  /** The first bucket after it. */
  readonly until?: number;
}

/** An order that lacks something. HQ's ids sort by the time of the decision. */
export interface OpenOrder {
  readonly orderId: string;
  readonly missing: readonly Resource[];
}

/** Some open orders that are kept apart from the state. A page is never changed: its successor has another key. */
export interface PageRef {
  readonly key: string;
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

/** Ids from the first bound on, and before the second. */
export interface IdRange {
  readonly from: string;
  readonly to: string;
}

/** Red that somebody has looked into. The last one counts: it has everything that was red then. */
export interface Acknowledgement {
  readonly reason: string;
  readonly at: number;
  /** The open orders of these ranges were lost. */
  readonly lost: readonly IdRange[];
  /** They were not: something could still bring them. */
  readonly except: readonly string[];
  /** So many unattributed orders are acknowledged. */
  readonly unattributed: number;
  /** So many direct orders are acknowledged. */
  readonly direct: number;
}

/** What the ledger has counted for one participant, up to a bucket. */
export interface State {
  readonly through: number;
  /** The first bucket that counts: a new round begins there. */
  readonly since: number;
  readonly periods: readonly Period[];
  readonly totals: Totals;
  /** The first few by name. */
  readonly unattributedOrders: readonly UnattributedOrder[];
  /** Of the last complete orders, in ms. */
  readonly latencies: readonly number[];
  /** The open orders that are in no page. */
  readonly newest: readonly OpenOrder[];
  readonly pages: readonly PageRef[];
  /** The hundred oldest orders of the pages; absent in a state that nothing was counted in. */
  readonly oldest?: readonly OpenOrder[] | undefined;
  readonly acknowledged: readonly Acknowledgement[];
}

/**
 * SNS may still be trying orders decided from `from` on and before `before`, since it took some from `since` to `at`; ms
 * since 1970.
 */
export interface SendingMark {
  readonly from: number;
  readonly before: number;
  readonly since: number;
  readonly at: number;
}
