import { failedRequestsText } from './failed-requests.ts';
import { type MachineLoad, machineLoadText } from './machine-load.ts';
import type { Comparison, FailedRequests, IdList } from './result.ts';

/** What a migration is judged by. */
export interface Evidence {
  /** Why HQ's report is red; empty if it is not. */
  readonly reportReasons: readonly string[];
  /** What HQ could not find out. */
  readonly warnings: readonly string[];
  readonly auditAgrees: boolean;
  readonly comparison: Comparison;
  /** Orders that HQ takes for lost. */
  readonly lost: number;
  /** Orders that were sent straight to a service. */
  readonly direct: number;
  /** How long the last orders were waited for, in milliseconds, and how busy the machine was in the end. */
  readonly waitedMs: number;
  readonly machine: MachineLoad;
  readonly failedRequests: FailedRequests;
  /** Steps that did not come to their end, each in a sentence. */
  readonly failedSteps: readonly string[];
}

/** Why a migration has failed; nothing if every order is accounted for and no request failed but for what was broken. */
export function reasonsAgainst(evidence: Evidence): readonly string[] {
  const { comparison, failedRequests } = evidence;
  const reasons = [...evidence.failedSteps, ...evidence.reportReasons, ...evidence.warnings];
  const about = (ids: IdList, what: string, more = '') => {
    if (ids.count > 0) reasons.push(`${orders(ids.count)} ${what}: ${named(ids)}.${more}`);
  };
  about(comparison.notComplete, 'not complete in the ledger', openText(evidence));
  about(comparison.notInLedger, 'published according to the witness and unknown to the ledger');
  about(comparison.notWitnessed, 'published according to the ledger and never seen by the witness');
  if (evidence.direct > 0) reasons.push(directText(evidence.direct));
  if (comparison.published === 0) reasons.push('No order was published: nothing is proved.');
  if (!evidence.auditAgrees)
    reasons.push('The audit disagrees: the ledger’s seals are not what its items say.');
  if (failedRequests.unexcused > 0) reasons.push(failedRequestsText(failedRequests));
  return reasons;
}

/** Why they may be open all the same; nothing where HQ takes any for lost, and says so. */
function openText({ lost, waitedMs, machine }: Evidence): string {
  if (lost > 0) return '';
  return ` Open, not lost, as far as HQ knows: the wait for the last orders ended after ${Math.round(waitedMs / 1_000)} s. ${machineLoadText(machine)}`;
}

/** A service that makes new ids for old orders makes them with the prefix of direct ones, which HQ's report excuses. */
function directText(count: number): string {
  const sent = count === 1 ? '1 order was' : `${count} orders were`;
  return `${sent} sent straight to a service, which the rehearsal does not do: either somebody did, by hand, or a service makes new ids for old orders.`;
}

function named({ count, first }: IdList): string {
  return `${first.join(', ')}${count > first.length ? ', …' : ''}`;
}

function orders(count: number): string {
  return count === 1 ? '1 order is' : `${count} orders are`;
}
