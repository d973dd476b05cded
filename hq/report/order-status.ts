import type { Resource } from '@interstella/libs/orders';
import { recountAll } from '../ledger/audit.ts';
import { freshState, type LedgerDependencies } from '../ledger/fold.ts';
import type { LedgerReader } from '../ledger/ledger-reader.ts';
import { timeOfOrder } from '../ledger/order-time.ts';
import type { CountedOrder } from '../ledger/recount.ts';

/** Shorter than a request's deadline. Claims that were not read by then are left out. */
const READING_MS = 2_500;

/** The status of an order for one participant. Times are ISO 8601, UTC. */
export interface ParticipantOrderStatus {
  readonly participant: string;
  /** Null if the participant was not owed the order. */
  readonly publishedAt: string | null;
  readonly claims: Readonly<
    Record<Resource, { readonly by: string; readonly at: string; readonly attempts: number }>
  >;
  readonly complete: boolean;
  readonly completedAt: string | null;
}

export interface OrderStatus {
  readonly orderId: string;
  /** Participants that are owed the order or have claims for it; empty for an unknown order. */
  readonly participants: readonly ParticipantOrderStatus[];
  /** False if the claims of an old order could not all be read in time. */
  readonly isWhole: boolean;
}

/** Finds the status of an order for these participants. Reads the lanes from the bucket of the order or its first claim. */
export async function orderStatus(
  { store, buckets, resources, now }: LedgerDependencies,
  reader: LedgerReader,
  names: readonly string[],
  orderId: string,
): Promise<OrderStatus> {
  const head = await buckets.read();
  const [record, states] = [(await store.readOrders([orderId])).get(orderId), await store.readStates(names)];
  const keys = resources.map((resource) => `${orderId}#${resource}`);
  const strays = record ? [] : await Promise.all(names.map((name) => store.readStrays(name, keys)));
  const counted = strays.flatMap((rows) => [...rows.values()]);
  const from = record?.bucket ?? Math.min(...counted, head.closedThrough + 1);
  const scopes = names.map((participant) => {
    const { since, periods } = states.get(participant)?.state ?? freshState();
    return { participant, since, periods, through: head.open };
  });
  let isWhole = true;
  const deadline = now() + READING_MS;
  const hasTime = () => (isWhole = now() < deadline);
  const recount = await recountAll(reader, scopes, from, (id) => id === orderId, hasTime);
  const participants = names.flatMap((participant) => {
    const [order] = recount.ordersOf(participant);
    return order ? [{ participant, ...described(order) }] : [];
  });
  return { orderId, participants, isWhole };
}

/** A recounted order with its times in ISO 8601. */
export function described(order: CountedOrder): Omit<ParticipantOrderStatus, 'participant'> {
  const { orderId, owed, missing, claims } = order;
  const complete = owed && missing.length === 0;
  const iso = (at: number) => new Date(at).toISOString();
  const times = [...claims.values()].map(({ at }) => at);
  return {
    publishedAt: owed ? iso(timeOfOrder(orderId) ?? 0) : null,
    claims: Object.fromEntries(
      [...claims].map(([resource, claim]) => [resource, { ...claim, at: iso(claim.at) }]),
    ),
    complete,
    completedAt: complete ? iso(Math.max(...times)) : null,
  };
}
