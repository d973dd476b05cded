import { STATUS_CODES, type ServerResponse } from 'node:http';
import { endAnswer } from './end-answer.ts';

/** By which a client tells an answer of the load balancer itself from one of a target. */
const SERVER = 'awselb/2.0';

/** Statuses that AWS has made up. */
const OWN_TITLES: Readonly<Record<number, string>> = { 463: 'Too Many Forwarded Addresses' };

function titleOf(status: number): string {
  return OWN_TITLES[status] ?? STATUS_CODES[status] ?? 'Error';
}

/** The page that goes with an error of the load balancer's own. */
export function errorPage(status: number): string {
  const title = `${status} ${titleOf(status)}`;
  return `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>\n`;
}

/** Answers in place of a target. */
export function answerInPlace(
  response: ServerResponse,
  status: number,
  contentType = 'text/html',
  body = errorPage(status),
): void {
  // Always with a title, since one of a target's that cannot be written would stay with the response.
  response.writeHead(status, titleOf(status), {
    server: SERVER,
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
  });
  // A client that was silent for too long sends no more.
  if (status === 408) response.end(body);
  else endAnswer(response, body);
}

/** The same as bytes, for a connection on which no request could be read; it must be closed afterwards. */
export function rawAnswer(status: number): string {
  const body = errorPage(status);
  return [
    `HTTP/1.1 ${status} ${titleOf(status)}`,
    `Server: ${SERVER}`,
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/html',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
