import type { CountedStanding, LedgerReader } from './ledger-reader.ts';
import { type CountScope, Recount } from './recount.ts';

/** A count in the ledger that differs from a recount of its lanes. */
export interface AuditDifference {
  readonly participant: string;
  readonly problem: string;
}

/** The result of an audit. */
export interface AuditFindings {
  readonly differences: readonly AuditDifference[];
  /** Participants that could not be audited, because lanes of theirs have expired. Absent if there are none. */
  readonly expired?: readonly AuditDifference[];
}

/** Recounts all lanes, one window at a time, and compares with the ledger's counts. Orders may go on meanwhile. */
export async function audit(reader: LedgerReader, participant?: string): Promise<AuditFindings> {
  const standings = await reader.standings(participant);
  const recount = await recountAll(reader, standings);
  const { expiredThrough } = recount;
  const gone = standings.filter(({ since }) => since <= expiredThrough);
  const expired = gone.map(({ participant }) => ({
    participant,
    problem: `The lanes of buckets up to ${expiredThrough} have expired, so they cannot be counted again.`,
  }));
  const left = standings.filter((one) => !gone.includes(one));
  return { differences: differencesIn(left, recount), ...(expired.length > 0 && { expired }) };
}

function differencesIn(standings: readonly CountedStanding[], recount: Recount): readonly AuditDifference[] {
  return standings.flatMap(({ participant, totals, open, openOrders }) => {
    const found = recount.openOf(participant);
    const oldest = found.slice(0, openOrders.length);
    const counted: Record<string, unknown> = { ...totals, open, 'the oldest open orders': openOrders };
    const inLanes = { ...recount.totals(participant), open: found.length, 'the oldest open orders': oldest };
    return Object.entries(inLanes).flatMap(([name, value]) => {
      const [was, is] = [JSON.stringify(counted[name]), JSON.stringify(value)];
      return was === is
        ? []
        : [{ participant, problem: `${name}: the ledger counted ${was}, its lanes have ${is}.` }];
    });
  });
}

/**
 * Recounts the lanes, one window at a time.
 *
 * @param from the first bucket to read: by default 1, since a round may have claims for orders of earlier rounds
 * @param isWanted selects orders by id
 * @param hasTime ends the recount early when it returns false
 */
export async function recountAll(
  reader: Pick<LedgerReader, 'window'>,
  scopes: readonly CountScope[],
  from = 1,
  isWanted: (orderId: string) => boolean = () => true,
  hasTime: () => boolean = () => true,
): Promise<Recount> {
  const recount = new Recount(scopes);
  const through = Math.max(...scopes.map((one) => one.through));
  let next: number | null = scopes.length > 0 ? from : null;
  while (next !== null && next <= through && hasTime()) {
    const window = await reader.window(next);
    for (const { bucket, orders, claims } of window.buckets) {
      recount.add(
        bucket,
        orders.filter(({ orderId }) => isWanted(orderId)),
        claims.filter(({ orderId }) => isWanted(orderId)),
      );
    }
    recount.expiredThrough = Math.max(recount.expiredThrough, window.expiredThrough);
    next = window.next;
  }
  return recount;
}
