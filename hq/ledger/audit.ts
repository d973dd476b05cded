import type { CountedStanding, LedgerReader } from './ledger-reader.ts';
import { type Counted, Recount } from './recount.ts';

/** Something that the ledger has counted otherwise than its lanes say. */
export interface AuditDifference {
  readonly participant: string;
  readonly problem: string;
}

/** What an audit found. */
export interface AuditFindings {
  readonly differences: readonly AuditDifference[];
  /** Those of whom lanes have expired, if any: what is counted of them cannot be counted again. */
  readonly expired?: readonly AuditDifference[];
}

/** Counts everything anew from the lanes, a piece at a time, and compares. Orders may go on meanwhile. */
export async function audit(reader: LedgerReader, participant?: string): Promise<AuditFindings> {
  const standings = await reader.standings(participant);
  const recount = await recountAll(reader, standings);
  const { expiredThrough } = recount;
  const gone = standings.filter(({ since }) => since <= expiredThrough);
  const expired = gone.map(({ participant }) => ({
    participant,
    problem: `The lanes of buckets up to ${expiredThrough} have expired: there is nothing left to count again.`,
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
        : [{ participant, problem: `The ledger has ${name} ${was}, its lanes say ${is}.` }];
    });
  });
}

/** @param from the first bucket that matters: by default the first one, since a round has claims for orders of earlier ones */
export async function recountAll(
  reader: Pick<LedgerReader, 'window'>,
  whom: readonly Counted[],
  from = 1,
  isWanted: (orderId: string) => boolean = () => true,
  hasTime: () => boolean = () => true,
): Promise<Recount> {
  const recount = new Recount(whom);
  const through = Math.max(...whom.map((one) => one.through));
  let next: number | null = whom.length > 0 ? from : null;
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
