import { bucketOf, partsOfBucket } from './bucket.ts';
import type { MinuteRecords, OrderItems } from './records.ts';
import { Tally } from './tally.ts';
import type { MinuteTotals } from './totals.ts';

/** Something that does not agree with the items of the ledger. */
export interface AuditDifference {
  readonly participant: string;
  readonly minute: string | null;
  readonly problem: string;
}

/** More differences than these are not listed. */
const DIFFERENCES_LISTED = 100;

interface Seal {
  readonly generation: number;
  readonly totals: MinuteTotals | undefined;
}

/**
 * Recounts every item there is, ignoring the seals, and holds each seal against the recount. Orders go on meanwhile: a
 * minute that was reopened during the recount is left out, since it is counted from its items anyway.
 */
export async function audit(
  items: OrderItems,
  minutes: MinuteRecords,
  listParticipants: () => Promise<readonly string[]>,
): Promise<readonly AuditDifference[]> {
  const before = await readSeals(minutes, await listParticipants());
  const counted = await countAll(items);
  const participants = await listParticipants();
  const after = await readSeals(minutes, participants);
  const differences: AuditDifference[] = [];
  for (const bucket of new Set([...counted.keys(), ...before.keys()])) {
    const problem = judge(bucket, counted.get(bucket), before.get(bucket), after.get(bucket), participants);
    if (problem !== undefined && differences.length < DIFFERENCES_LISTED) {
      const { participant, minute } = partsOfBucket(bucket);
      differences.push({ participant, minute: minute ?? null, problem });
    }
  }
  return differences;
}

function judge(
  bucket: string,
  counted: Tally | undefined,
  before: Seal | undefined,
  after: Seal | undefined,
  participants: readonly string[],
): string | undefined {
  const { participant, minute } = partsOfBucket(bucket);
  if (!participants.includes(participant)) return 'There are orders of a participant who does not exist.';
  if (minute !== undefined && !after) return 'There are orders in a minute that has no record.';
  if (!before?.totals || before.generation !== after?.generation) return undefined;
  const recount = (counted ?? new Tally()).totals();
  return describeDifference(before.totals, recount);
}

function describeDifference(sealed: MinuteTotals, recount: MinuteTotals): string | undefined {
  for (const figure of [
    'published',
    'complete',
    'direct',
    'unattributed',
    'byResource',
    'latency',
  ] as const) {
    const [was, is] = [canonical(sealed[figure]), canonical(recount[figure])];
    if (was !== is) return `The seal says ${figure} ${was}, the items say ${is}.`;
  }
  return undefined;
}

/** As JSON with sorted keys: a map does not come back from the store in the order in which it went in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

async function countAll(items: OrderItems): Promise<Map<string, Tally>> {
  const counted = new Map<string, Tally>();
  for await (const page of items.all()) {
    for (const { bucket, record } of page) {
      let tally = counted.get(bucket);
      if (!tally) counted.set(bucket, (tally = new Tally()));
      tally.add(record);
    }
  }
  return counted;
}

async function readSeals(
  minutes: MinuteRecords,
  participants: readonly string[],
): Promise<Map<string, Seal>> {
  const seals = new Map<string, Seal>();
  for (const participant of participants) {
    for await (const page of minutes.ofParticipant(participant)) {
      for (const { minute, generation, totals } of page) {
        seals.set(bucketOf(participant, minute), { generation, totals });
      }
    }
  }
  return seals;
}
