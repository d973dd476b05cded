import { randomUUID } from 'node:crypto';

/** An identifier of tracing, `1-` the time in hexadecimal seconds `-` 24 hexadecimal digits. */
function newId(nowMs: number): string {
  const time = Math.floor(nowMs / 1_000)
    .toString(16)
    .padStart(8, '0');
  const random = randomUUID();
  // Without the dashes, and without the digits that say which kind of UUID it is.
  return `1-${time}-${random.slice(0, 8)}${random.slice(9, 13)}${random.slice(24)}`;
}

/**
 * The header X-Amzn-Trace-Id as the load balancer passes it on: with a Root where there was none, else with a Self of this
 * hop; other fields stay.
 *
 * @param present what the client sent
 * @param nowMs time since the epoch
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 */
export function traceId(present: string | undefined, nowMs: number): string {
  const fields = present === undefined ? [] : present.split(';').filter((field) => field.trim() !== '');
  const others = fields.filter((field) => !/^\s*Self=/.test(field));
  const hasRoot = others.some((field) => /^\s*Root=/.test(field));
  return [`${hasRoot ? 'Self' : 'Root'}=${newId(nowMs)}`, ...others].join(';');
}
