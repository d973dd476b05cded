/**
 * Preloaded into a kit's programs (NODE_OPTIONS), where it counts the writes to the endpoints' DynamoDB. It counts requests,
 * because the compared trees use different clients. Each answer to a GET has `{calls, items}` in its header
 * `x-bench-writes`.
 */
import { Buffer } from 'node:buffer';
import { subscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import process from 'node:process';
import { itemsIn, itemsOf } from './items-written.mjs';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {{ request: IncomingMessage, response: import('node:http').ServerResponse }} Begun */

const ENDPOINTS = join('local', 'dist', 'main.js');
const written = { calls: 0, items: 0 };

if (process.argv[1]?.endsWith(ENDPOINTS)) {
  subscribe('http.server.request.start', (message) => {
    const { request, response } = /** @type {Begun} */ (message);
    if (request.method === 'GET') response.setHeader('x-bench-writes', JSON.stringify(written));
    else count(request);
  });
}

/** @param {IncomingMessage} request */
function count(request) {
  const target = String(request.headers['x-amz-target'] ?? '');
  const items = itemsOf(/^DynamoDB_\d+\.(\w+)$/.exec(target)?.[1] ?? '');
  if (items === 0) return;
  written.calls += 1;
  if (items === 'body') countInBody(request);
  else written.items += items;
}

/** Reads the chunks that the parser gives to the request; the request's own reader gets them all the same. @param {IncomingMessage} request */
function countInBody(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  const push = request.push.bind(request);
  /** @param {Buffer | null} chunk */
  request.push = (chunk) => {
    if (chunk) chunks.push(chunk);
    else written.items += itemsIn(Buffer.concat(chunks).toString());
    return push(chunk);
  };
}
