import type { ConservationReport, LedgerOrder, ParticipantReport } from '@interstella/hq/client';
import type { LoadedKit } from '../kit/loaded-kit.ts';

/** The orders of the ledger, by id. */
export type Ledger = ReadonlyMap<string, LedgerEntry>;

interface LedgerEntry {
  /** In milliseconds since 1970; undefined while it is open. */
  readonly completedAt: number | undefined;
  /** The claimed resources. */
  readonly resources: readonly string[];
}

export async function readLedger({ hq, announced }: LoadedKit): Promise<Ledger> {
  const ledger = new Map<string, LedgerEntry>();
  for await (const page of hq.ledger(announced.participant)) {
    for (const order of page) ledger.set(order.orderId, entryOf(order));
  }
  return ledger;
}

function entryOf({ completedAt, claims }: LedgerOrder): LedgerEntry {
  return {
    completedAt: completedAt === null ? undefined : Date.parse(completedAt),
    resources: Object.keys(claims),
  };
}

/** The number of resources that HQ counts beyond those of the orders. */
export function countedTwice(
  { participants }: Pick<ConservationReport, 'participants'>,
  ledger: Ledger,
): number {
  const counted = participants.flatMap(({ byResource }) => Object.values(byResource));
  const claimed = counted.reduce((sum, resource) => sum + resource.claimed, 0);
  return claimed - [...ledger.values()].reduce((sum, { resources }) => sum + resources.length, 0);
}

/** The reasons why a report fails, if every order has to be complete. */
export function reasonsAgainst({ participants, audit }: ConservationReport): string[] {
  return [
    ...(audit?.agrees === true ? [] : ['The audit does not agree.']),
    ...participants.flatMap(reasonsOf),
  ];
}

function reasonsOf({ reasons, open, deadLettered, unattributed }: ParticipantReport): string[] {
  return [
    ...reasons,
    ...(open > 0 ? [`${open} orders are open.`] : []),
    ...(deadLettered > 0 ? [`${deadLettered} orders are dead-lettered.`] : []),
    ...(unattributed > 0 ? [`${unattributed} claims are for orders that HQ does not know.`] : []),
  ];
}
