import { timeOfOrder } from '../ledger/order-time.ts';
import type { Claim } from '../ledger/records.ts';
import { RESOURCES } from './ledger-script.ts';

interface Orders {
  /** The ids of those that the participant is owed. */
  readonly owed: readonly string[];
  /** The ids of all that were published to anybody. */
  readonly published: ReadonlySet<string>;
  readonly keptMs: number;
}

interface Counted {
  readonly orderId: string;
  readonly resource: string;
  readonly by: string;
  readonly kind: 'first' | 'duplicate' | 'notOwed' | 'expired';
}

/** What a participant must have after these claims of its own, which come in the order in which they count. */
export function modelOf(claims: readonly Claim[], { owed, published, keptMs }: Orders) {
  const missing = new Map(owed.map((orderId) => [orderId, RESOURCES]));
  const counted: Counted[] = [];
  for (const { orderId, resources, by, at } of claims) {
    const left = missing.get(orderId);
    const isOld = (timeOfOrder(orderId) ?? Infinity) < at - keptMs;
    const kindOf = (resource: string): Counted['kind'] => {
      if (left && left.length > 0) return left.includes(resource) ? 'first' : 'duplicate';
      if (isOld) return 'expired';
      if (left) return 'duplicate';
      if (published.has(orderId)) return 'notOwed';
      const same = (one: Counted) =>
        one.kind === 'first' && one.orderId === orderId && one.resource === resource;
      return counted.some(same) ? 'duplicate' : 'first';
    };
    counted.push(...resources.map((resource) => ({ orderId, resource, by, kind: kindOf(resource) })));
    if (left)
      missing.set(
        orderId,
        left.filter((resource) => !resources.includes(resource)),
      );
  }
  const first = counted.filter(({ kind }) => kind === 'first');
  const strays = first.filter(({ orderId }) => !published.has(orderId));
  const invented = [...new Set(strays.map(({ orderId }) => orderId))];
  const unattributed = invented.filter((orderId) => !orderId.startsWith('direct-'));
  const countOf = (kind: Counted['kind']) => counted.filter((one) => one.kind === kind).length;
  const open = [...missing].filter(([, left]) => left.length > 0);
  return {
    totals: {
      published: owed.length,
      complete: owed.length - open.length,
      direct: invented.length - unattributed.length,
      unattributed: unattributed.length,
      notOwed: countOf('notOwed'),
      expired: countOf('expired'),
      byResource: byResource(counted),
    },
    unattributedOrders: unattributed.map((orderId) => {
      const own = strays.filter((one) => one.orderId === orderId);
      return {
        orderId,
        by: [...new Set(own.map(({ by }) => by))],
        resources: own.map(({ resource }) => resource),
      };
    }),
    openOrders: open
      .map(([orderId, left]) => ({ orderId, missing: left }))
      .sort((a, b) => (a.orderId < b.orderId ? -1 : 1)),
  };
}

function byResource(counted: readonly Counted[]) {
  const totals = RESOURCES.map((resource) => {
    const own = counted.filter((one) => one.resource === resource);
    const first = own.filter(({ kind }) => kind === 'first').map(({ by }) => by);
    const duplicatesAbsorbed = own.filter(({ kind }) => kind === 'duplicate').length;
    const by = [...new Set(first)].map((who) => [who, first.filter((one) => one === who).length] as const);
    return [resource, { claimed: first.length, by: Object.fromEntries(by), duplicatesAbsorbed }] as const;
  });
  return Object.fromEntries(
    totals.filter(([, { claimed, duplicatesAbsorbed }]) => claimed + duplicatesAbsorbed > 0),
  );
}
