import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const REQUEST_ID_HEADER = 'x-request-id';

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;
/**
 * What an Application Load Balancer adds to every request.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 */
const TRACE_ROOT = /(?:^|;)Root=([A-Za-z0-9-]{1,64})/;

/** Random once a process, and counted on: a UUID for each request would cost five times as much. */
const PROCESS_ID = randomUUID().slice(-12);
let made = 0;

export function makeRequestId(): string {
  made += 1;
  return `${PROCESS_ID}-${made.toString(36)}`;
}

/** The id of a request: what the caller calls it, else the load balancer's trace id, else a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID_HEADER];
  if (typeof given === 'string' && REQUEST_ID.test(given)) return given;
  const trace = headers['x-amzn-trace-id'];
  return (typeof trace === 'string' ? TRACE_ROOT.exec(trace)?.[1] : undefined) ?? makeRequestId();
}
