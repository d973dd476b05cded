import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { type ServiceAnswer, serviceAnswers } from '../../migrate/service-answers.ts';

/** As the platform's log has it: `2026-11-20T06:00:00.000Z  POST /order/: 503, the target answered 503`. */
const FAILED = /^\S+Z {2}[A-Z]* ?\S*: \d{3}, /;
const BY_SERVICE = ', the target answered 503';
/** What the monolith says if HQ did not answer within the 4 s that it has. */
const HQ_WAS_LATE = /HQ's fulfillment API cannot be reached \((no answer in time|UND_ERR_HEADERS_TIMEOUT)\)/;
/** What a microservice then says. */
const MONOLITH_SAID_SO = 'The monolith answered 503';

/** The requests that failed at the load balancer since the start of a kit. */
export interface Failures {
  readonly requests: readonly string[];
  /** What the services answered that was no 2xx. */
  readonly answers: readonly ServiceAnswer[];
}

/** @param logFolder where the kit has its logs */
export async function failuresIn(logFolder: string): Promise<Failures> {
  const lines = readFileSync(join(logFolder, 'platform.log'), 'utf8').split('\n');
  return { requests: lines.filter((line) => FAILED.test(line)), answers: await serviceAnswers(logFolder, 0) };
}

/**
 * Has a rehearsal be without a single failed request. It is done once more, and says so, if HQ missed its time limit and
 * nothing else happened: on a machine that others use, a process may get no time for 4 s. A second time that is a failure.
 *
 * @param rehearse what failed in it
 * @param afresh ends what the rehearsal has started
 */
export async function expectNoFailures(
  rehearse: () => Promise<Failures>,
  afresh: () => Promise<void>,
): Promise<void> {
  const failures = await rehearse();
  if (!isOnlyHqLate(failures)) {
    expect(failures).toEqual({ requests: [], answers: [] });
    return;
  }
  const count = failures.requests.length;
  const load = (loadavg()[0] ?? 0).toFixed(1);
  process.stderr.write(
    `HQ missed its 4 s for ${count} requests, at a load of ${load}: rehearsing once more.\n`,
  );
  await afresh();
  expect(await rehearse()).toEqual({ requests: [], answers: [] });
}

/** Whether each request failed since HQ was late for its order, as the monolith has logged. */
function isOnlyHqLate({ requests, answers }: Failures): boolean {
  const late = answers.filter(({ text }) => HQ_WAS_LATE.test(text));
  const orders = new Set(late.map(({ orderId }) => orderId));
  const isExplained = (answer: ServiceAnswer) =>
    late.includes(answer) || (answer.text.includes(MONOLITH_SAID_SO) && orders.has(answer.orderId));
  return (
    requests.length > 0 &&
    requests.every((request) => request.endsWith(BY_SERVICE)) &&
    answers.length >= requests.length &&
    answers.every(isExplained)
  );
}
