import type { Resource } from '@interstella/libs/orders';
import { recountAll } from '../ledger/audit.ts';
import { freshState, type LedgerDependencies } from '../ledger/fold.ts';
import type { LedgerReader } from '../ledger/ledger-reader.ts';
import { timeOfOrder } from '../ledger/order-time.ts';
import type { CountedOrder } from '../ledger/recount.ts';

/** Short of the deadline of a request: what was not read by then is left out. */
const READING_MS = 2_500;

/** One order, as it stands with one participant. Times are ISO 8601, UTC. */
export interface ParticipantOrderStatus {
  readonly participant: string;
  /** Null when HQ never published the order to this participant. */
  readonly publishedAt: string | null;
  readonly claims: Readonly<
    Record<Resource, { readonly by: string; readonly at: string; readonly attempts: number }>
  >;
  readonly complete: boolean;
  readonly completedAt: string | null;
}

export interface OrderStatus {
  readonly orderId: string;
  /** Those with whom the ledger has anything about the order; empty for an unknown order. */
  readonly participants: readonly ParticipantOrderStatus[];
  /** False for an old order whose claims could not all be read in time. */
  readonly isWhole: boolean;
}

/** Looks an order up with these participants: reads the lanes from where the ledger first has it. */
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
  const whom = names.map((participant) => {
    const { since, periods } = states.get(participant)?.state ?? freshState();
    return { participant, since, periods, through: head.open };
  });
  let isWhole = true;
  const deadline = now() + READING_MS;
  const hasTime = () => (isWhole = now() < deadline);
  const recount = await recountAll(reader, whom, from, (id) => id === orderId, hasTime);
  const participants = names.flatMap((participant) => {
    const [order] = recount.ordersOf(participant);
    return order ? [{ participant, ...described(order) }] : [];
  });
  return { orderId, participants, isWhole };
}

/** An order with its times written out. */
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
