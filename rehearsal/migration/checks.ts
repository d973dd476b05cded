import type { FailedRequests, MigrationResult } from './result.ts';
import { grouped } from './grouped.ts';

export interface Check {
  readonly holds: boolean;
  readonly text: string;
}

/** What the verdict of a migration rests on, each with what was found. */
export function checksOf({
  comparison,
  audit,
  report,
  totals,
  failedRequests,
}: MigrationResult): readonly Check[] {
  const { witnessed, published, complete, notComplete, notInLedger, notWitnessed } = comparison;
  // A rehearsal sends no direct orders: a claim with such an id belongs to an order with another id.
  const madeTwice = report.unattributed + report.direct;
  const same = notInLedger.count === 0 && notWitnessed.count === 0;
  return [
    {
      holds: same && published > 0,
      text: same
        ? `A witness subscribed to the orders topic, independent of HQ’s ledger, saw ${grouped(witnessed)} order ids; the ledger has the same ${grouped(published)}, compared id by id.`
        : `A witness subscribed to the orders topic saw ${grouped(witnessed)} order ids, the ledger has ${grouped(published)}: ${grouped(notInLedger.count)} are not in the ledger, ${grouped(notWitnessed.count)} were never seen by the witness.`,
    },
    {
      holds: notComplete.count === 0,
      text: `Published ${grouped(published)}, complete ${grouped(complete)}: ${notComplete.count === 0 ? 'every order has every resource' : `${notComplete.count} orders lack something`}.`,
    },
    { holds: report.lost === 0, text: `Lost: ${report.lost}.` },
    {
      holds: madeTwice === 0,
      text:
        madeTwice === 0
          ? `Made twice: 0. Every claim belongs to an order that HQ published, and ${grouped(totals.duplicatesAbsorbed)} repeated attempts were recognised by their order id and produced nothing.`
          : `Made twice, as it seems: ${grouped(madeTwice)} claims belong to orders that HQ never published.`,
    },
    {
      holds: audit.agrees,
      text: `The audit counted every item of the ledger again and ${audit.agrees ? 'agrees with the report' : 'does not agree with the report'}.`,
    },
    {
      holds: failedRequests.unexcused === 0,
      text: `Failed requests at the load balancer: ${failedText(failedRequests, notComplete.count)}.`,
    },
  ];
}

function failedText({ count, unexcused }: FailedRequests, notComplete: number): string {
  if (count === unexcused) return grouped(count);
  if (unexcused > 0)
    return `${grouped(count)}, ${grouped(unexcused)} of them while nothing was broken on purpose`;
  const then =
    notComplete === 0
      ? 'each made good by a retry'
      : `not all made good: ${notComplete} orders lack something`;
  return `${grouped(count)}, with faults injected, ${then}`;
}
