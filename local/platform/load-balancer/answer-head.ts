import type { OutgoingHttpHeader, OutgoingHttpHeaders } from 'node:http';
import { namesIn } from './request-head.ts';

/** Between a client and a load balancer, or a load balancer and a target, alone. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const WRITABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A status message that Node can write; undefined, for Node's own, where it is in another character set than UTF-8. */
export function writable(message: string | undefined): string | undefined {
  return message !== undefined && WRITABLE.test(message) ? message : undefined;
}

/** Names and values in turn, as Node takes them, of those headers that are meant for the client. */
export function endToEnd(headers: OutgoingHttpHeaders): OutgoingHttpHeader[] {
  const kept: OutgoingHttpHeader[] = [];
  const { connection } = headers;
  const named = connection === undefined ? [] : namesIn(String(connection));
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined && !HOP_BY_HOP.has(name) && !named.includes(name)) kept.push(name, value);
  }
  return kept;
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
