import type { Resource } from '@interstella/libs/orders';
import type { Ledger } from '../ledger/ledger.ts';
import type { OrderRecord } from '../ledger/records.ts';
import { completedAt } from '../ledger/tally.ts';

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
}

/** Looks an order up with every participant. */
export async function orderStatus(
  ledger: Pick<Ledger, 'read'>,
  participants: readonly string[],
  orderId: string,
): Promise<OrderStatus> {
  const found = await Promise.all(
    participants.map(async (participant) => {
      const record = await ledger.read({ participant, orderId });
      return record ? [{ participant, ...described(record) }] : [];
    }),
  );
  return { orderId, participants: found.flat() };
}

/** An order's record with its times written out. */
export function described(record: OrderRecord): Omit<ParticipantOrderStatus, 'participant'> {
  const completed = completedAt(record);
  const claims = [...record.claims].map(
    ([resource, { by, at, attempts }]) =>
      [resource, { by, at: new Date(at).toISOString(), attempts }] as const,
  );
  const published = record.publication?.publishedAt;
  return {
    publishedAt: published === undefined ? null : new Date(published).toISOString(),
    claims: Object.fromEntries(claims),
    complete: completed !== undefined,
    completedAt: completed === undefined ? null : new Date(completed).toISOString(),
  };
}
