import { availableParallelism } from 'node:os';
import type { FaultMark } from '../faults/fault-record.ts';
import type { FailuresAt } from './failure-log.ts';
import { isExcused } from './is-excused.ts';
import type { FailedRequests } from './result.ts';
import type { ServiceAnswer } from './service-answers.ts';

const REASONS_NAMED = 5;
const FIRST_NAMED = 5;

/** Runnable processes to a core, from which on it is the machine that has no time. */
const BUSY = 1.5;

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
  const counts = new Map<string, number>();
  for (const { service, text } of answers.filter(isMeant)) {
    const reason = `${service}: ${text}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count);
  return {
    ...{ count: log.total, load: log.load, cores: availableParallelism() },
    unexcused: unexcused.reduce((sum, { count }) => sum + count, 0),
    first: (unexcused.length > 0 ? unexcused : log.failures)
      .flatMap(({ named }) => named)
      .slice(0, FIRST_NAMED),
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
    `The machine had a load of ${load.toFixed(1)} then, with ${cores === 1 ? '1 core' : `${cores} cores`}${load > BUSY * cores ? ': it had no time. End what else runs here, or let fewer orders flow with --rate' : ''}.`,
  ];
  return sentences.join(' ');
}
