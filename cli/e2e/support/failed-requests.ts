import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { type ServiceAnswer, serviceAnswers } from '@interstella/rehearsal/migration/service-answers.ts';

/** As the platform's log has it: `2026-11-20T06:00:00.000Z  POST /order/: 503, the target answered 503`. */
const FAILED = /^\S+Z {2}[A-Z]* ?\S*: \d{3}, /;
const BY_SERVICE = ', the target answered 503';
/** What the monolith says if HQ did not answer within the 4 s that it has. */
const HQ_WAS_LATE = /HQ's fulfillment API cannot be reached \((no answer in time|UND_ERR_HEADERS_TIMEOUT)\)/;
/** What a microservice then says. */
const MONOLITH_SAID_SO = 'The monolith answered 503';

/** Processes that run or wait to, to a core: with fewer, HQ had the time that it needs. */
const BUSY = 2;
/** The share of all requests that may meet an HQ that is late once. */
const SMALL_SHARE = 0.1;

/** How many requests there were, as the load balancer counts them. */
interface Counted {
  readonly requests: number;
  readonly failed: number;
}

/** The requests that failed at the load balancer in some time. */
export interface Failures {
  readonly counted: Counted;
  /** As the platform's log has them. */
  readonly requests: readonly string[];
  /** What the services answered that was no 2xx. */
  readonly answers: readonly ServiceAnswer[];
}

/**
 * @param logFolder where the kit has its logs
 * @param counted held against them: a log that is read wrongly has no failures
 * @param since in milliseconds since 1970
 */
export async function failuresIn(
  logFolder: string,
  { requests, failed }: Counted,
  since = 0,
): Promise<Failures> {
  const lines = readFileSync(join(logFolder, 'platform.log'), 'utf8').split('\n');
  return {
    counted: { requests, failed },
    requests: lines.filter((line) => FAILED.test(line) && timeOf(line) >= since),
    answers: await serviceAnswers(logFolder, since),
  };
}

/** Of a line of the platform's log. */
function timeOf(line: string): number {
  return Date.parse(line.slice(0, line.indexOf(' ')));
}

/**
 * Has a rehearsal be without a single failed request. It is done once more, and says so, if HQ missed its time limit
 * for a small share of them, on a busy machine, and nothing else happened: a process may get no time for 4 s there. A
 * second time that is a failure.
 *
 * @param rehearse what failed in it
 * @param afresh ends what the rehearsal has started
 * @param loadOf the machine's at the end of the rehearsal: processes to a core that run or wait to
 */
export async function expectNoFailures(
  rehearse: () => Promise<Failures>,
  afresh: () => Promise<void>,
  loadOf = () => (loadavg()[0] ?? 0) / availableParallelism(),
): Promise<void> {
  const failures = await rehearse();
  const load = loadOf();
  if (load < BUSY || !isOnlyHqLate(failures)) {
    expectNone(failures);
    return;
  }
  const count = failures.requests.length;
  process.stderr.write(
    `HQ missed its 4 s for ${count} requests, at a load of ${load.toFixed(1)} to a core: rehearsing once more.\n`,
  );
  await afresh();
  expectNone(await rehearse());
}

function expectNone({ counted, requests, answers }: Failures): void {
  expect({ failed: counted.failed, requests, answers }).toEqual({ failed: 0, requests: [], answers: [] });
  expect(counted.requests).toBeGreaterThan(0);
}

/** Whether each request, a small share of all, failed since HQ was late for its order, as the monolith has logged. */
function isOnlyHqLate({ counted, requests, answers }: Failures): boolean {
  const late = answers.filter(({ text }) => HQ_WAS_LATE.test(text));
  const orders = new Set(late.map(({ orderId }) => orderId));
  const isExplained = (answer: ServiceAnswer) =>
    late.includes(answer) || (answer.text.includes(MONOLITH_SAID_SO) && orders.has(answer.orderId));
  return (
    requests.length > 0 &&
    requests.length === counted.failed &&
    counted.failed <= SMALL_SHARE * counted.requests &&
    requests.every((request) => request.endsWith(BY_SERVICE)) &&
    answers.length >= requests.length &&
    answers.every(isExplained)
  );
}
