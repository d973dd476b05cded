import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';

/** As the platform's log has it: `POST /order/: 503, the target answered 503`. */
const FAILED = /^[A-Z]* ?\S*: \d{3}, /;
const BY_SERVICE = ', the target answered 503';
/** As a service's log has it, of an answer that SNS takes for a failure. */
const ANSWERED = /"message":"([A-Z]+ \S+ → \d{3}: .*?)"/;
const HQ_WAS_LATE =
  /HQ's fulfillment API cannot be reached \((no answer in time|UND_ERR_HEADERS_TIMEOUT)\)|The monolith answered 503|The monolith cannot be reached \(no answer in time\)/;
/** Runnable processes to a core: then HQ's time limit of 4 s says more about the machine than about a step. */
const OVERLOADED = 2;

/**
 * The requests that failed at the load balancer, since the start of the kit that has its logs there. On a machine that is
 * overloaded, those are left out that a service answered 503 because HQ had not answered it in time: SNS repeats them.
 */
export function failedRequests(logFolder: string): readonly string[] {
  const failed = linesOf(join(logFolder, 'platform.log')).filter((line) => FAILED.test(line));
  if (failed.length === 0) return [];
  const answers = readdirSync(logFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('/'))
    .flatMap((name) => linesOf(join(logFolder, name)))
    .flatMap((line) => ANSWERED.exec(line)?.[1] ?? []);
  const late = answers.filter((answer) => HQ_WAS_LATE.test(answer));
  const isExcused =
    isOverloaded() && failed.filter((line) => line.endsWith(BY_SERVICE)).length <= late.length;
  const counted = isExcused ? failed.filter((line) => !line.endsWith(BY_SERVICE)) : failed;
  const others = answers.filter((answer) => !HQ_WAS_LATE.test(answer));
  return [...counted, ...new Set(counted.length > 0 ? answers : others)];
}

function isOverloaded(): boolean {
  return (loadavg()[0] ?? 0) > OVERLOADED * availableParallelism();
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8').split('\n');
}
