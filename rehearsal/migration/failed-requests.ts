import { availableParallelism } from 'node:os';
import type { FaultMark } from '../faults/fault-record.ts';
import type { FailuresAt } from './failure-log.ts';
import { FailureGroups } from './failure-groups.ts';
import { isExcused } from './is-excused.ts';
import { machineLoadText } from './machine-load.ts';
import type { FailedRequests } from './result.ts';
import type { ServiceAnswer } from './service-answers.ts';

const REASONS_NAMED = 5;
const FIRST_NAMED = 5;

interface Failures {
  readonly total: number;
  readonly failures: readonly FailuresAt[];
  readonly load: number;
}

/**
 * What is known of the requests that failed; where some did while nothing was broken on purpose, of those.
 *
 * @param answers of the services, that were no 2xx
 * @param faults what was broken on purpose
 */
export function failedRequests(
  log: Failures,
  answers: readonly ServiceAnswer[],
  faults: readonly FaultMark[],
): FailedRequests {
  const unexcused = log.failures.filter((interval) => !isExcused(interval, faults));
  const isMeant = ({ at }: ServiceAnswer) => unexcused.length === 0 || !isExcused({ since: at, at }, faults);
  const groups = new FailureGroups();
  for (const { known } of unexcused.length > 0 ? unexcused : log.failures)
    for (const failure of known) groups.add(failure);
  const counts = new Map<string, number>();
  for (const { service, text } of answers.filter(isMeant)) {
    const reason = `${service}: ${text}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count);
  return {
    ...{ count: log.total, load: log.load, cores: availableParallelism() },
    unexcused: unexcused.reduce((sum, { count }) => sum + count, 0),
    first: groups.told(FIRST_NAMED),
    reasons: reasons.slice(0, REASONS_NAMED),
  };
}

/** Why requests failed while nothing was broken on purpose, as far as it is known, and what to do. */
export function failedRequestsText({ unexcused, first, reasons, load, cores }: FailedRequests): string {
  const sentences = [
    `${unexcused === 1 ? '1 request' : `${unexcused} requests`} failed at the load balancer while nothing was broken on purpose${first.length > 0 ? `: ${first.join('; ')}` : ''}.`,
    ...(reasons.length === 0
      ? []
      : [`The services said: ${reasons.map((reason) => `${reason.text} (${reason.count}×)`).join(' ')}`]),
    machineLoadText({ load, cores }),
  ];
  return sentences.join(' ');
}
