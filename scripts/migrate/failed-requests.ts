import { availableParallelism } from 'node:os';
import type { FailedRequests } from './result.ts';
import type { ServiceAnswer } from './service-answers.ts';

const REASONS_NAMED = 5;

/** Runnable processes to a core, from which on it is the machine that has no time. */
const BUSY = 1.5;

interface Failures {
  readonly total: number;
  readonly first: readonly string[];
  readonly load: number;
}

/** What is known of the requests that failed. */
export function failedRequests(log: Failures, answers: readonly ServiceAnswer[]): FailedRequests {
  const counts = new Map<string, number>();
  for (const { service, text } of answers) {
    const reason = `${service}: ${text}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count);
  return {
    ...{ count: log.total, first: log.first, load: log.load, cores: availableParallelism() },
    reasons: reasons.slice(0, REASONS_NAMED),
  };
}

/** Why requests failed, as far as it is known, and what to do. */
export function failedRequestsText({ count, first, reasons, load, cores }: FailedRequests): string {
  const sentences = [
    `${count === 1 ? '1 request' : `${count} requests`} failed at the load balancer with no fault injected${first.length > 0 ? `: ${first.join('; ')}` : ''}.`,
    ...(reasons.length === 0
      ? []
      : [`The services said: ${reasons.map((reason) => `${reason.text} (${reason.count}×)`).join(' ')}`]),
    `The machine had a load of ${load.toFixed(1)} then, with ${cores === 1 ? '1 core' : `${cores} cores`}${load > BUSY * cores ? ': it had no time. End what else runs here, or let fewer orders flow with --rate' : ''}.`,
  ];
  return sentences.join(' ');
}
