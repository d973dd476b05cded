import { failedRequestsText } from './failed-requests.ts';
import type { Comparison, FailedRequests, IdList } from './result.ts';

/** What a migration is judged by. */
export interface Evidence {
  /** Why HQ's report is red; empty if it is not. */
  readonly reportReasons: readonly string[];
  /** What HQ could not find out. */
  readonly warnings: readonly string[];
  readonly auditAgrees: boolean;
  readonly comparison: Comparison;
  readonly failedRequests: FailedRequests;
  /** Steps that did not come to their end, each in a sentence. */
  readonly failedSteps: readonly string[];
}

/** Why a migration has failed; nothing if every order is accounted for and no request failed but for what was broken. */
export function reasonsAgainst(evidence: Evidence): readonly string[] {
  const { comparison, failedRequests } = evidence;
  const reasons = [...evidence.failedSteps, ...evidence.reportReasons, ...evidence.warnings];
  const about = (ids: IdList, what: string) => {
    if (ids.count > 0) reasons.push(`${orders(ids.count)} ${what}: ${named(ids)}.`);
  };
  about(comparison.notComplete, 'not complete in the ledger');
  about(comparison.notInLedger, 'published according to the witness and unknown to the ledger');
  about(comparison.notWitnessed, 'published according to the ledger and never seen by the witness');
  if (comparison.published === 0) reasons.push('No order was published: nothing is proved.');
  if (!evidence.auditAgrees)
    reasons.push('The audit disagrees: the ledger’s seals are not what its items say.');
  if (failedRequests.unexcused > 0) reasons.push(failedRequestsText(failedRequests));
  return reasons;
}

function named({ count, first }: IdList): string {
  return `${first.join(', ')}${count > first.length ? ', …' : ''}`;
}

function orders(count: number): string {
  return count === 1 ? '1 order is' : `${count} orders are`;
}
