import {
  type Buckets,
  type Claim,
  claimLane,
  type DynamoStore,
  encodeClaims,
  encodeOrders,
  groupOf,
  type LaneOrder,
  LaneWriter,
  layoutOf,
  orderLane,
} from '@interstella/hq/ledger';

/** About as many as one write has under load. */
const FLUSH = 50;

/** Writes a bucket of the past, and closes it to writes. */
export async function fillBucket(
  store: DynamoStore,
  buckets: Buckets,
  orders: readonly (LaneOrder & { readonly sentAt: number })[],
  claims: readonly Claim[],
): Promise<void> {
  const head = await buckets.read();
  const layout = layoutOf(head, head.open);
  const lanes = new LaneWriter(store);
  const lane = orderLane(0);
  await store.putOrders(
    orders.map(({ orderId, resources, sentAt }) => ({
      ...{ orderId, bucket: head.open, lane, topics: ['orders', ...resources], sentAt },
    })),
  );
  for (let first = 0; first < orders.length; first += FLUSH) {
    const some = orders.slice(first, first + FLUSH);
    await lanes.append(lane, head.open, { id: `o${first}`, entries: encodeOrders(some) }, layout);
  }
  for (let first = 0; first < claims.length; first += FLUSH) {
    const some = claims.slice(first, first + FLUSH);
    const group = groupOf(some[0]?.participant ?? '', layout.groups);
    const flush = { id: `c${first}`, entries: encodeClaims(some) };
    await lanes.append(claimLane(group, 0), head.open, flush, layout);
  }
  await buckets.turn(head.open);
}
