/**
 * One environment of AWS Lambda: runs the bundle of HQ's functions for any number of events. Over the IPC channel come
 * `{id, handler, event, limitMs}`, answered by `{id, result}` or `{id, error}`, and `{passMs}`, which lets time pass.
 *
 * Usage: run-functions.mjs BUNDLE; CLOCK_AHEAD_MS says how far its clock is ahead
 */
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** @typedef {(event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>} Handler */
/** @typedef {{ id: number, handler: string, event: unknown, limitMs: number, passMs?: number }} Message */

const now = Date.now;
let aheadMs = Number(process.env.CLOCK_AHEAD_MS);
Date.now = () => now() + aheadMs;

const [bundle = ''] = process.argv.slice(2);
const handlers = /** @type {Record<string, Handler>} */ (await import(pathToFileURL(bundle).href));

/** @param {Message} message */
async function run({ id, handler, event, limitMs }) {
  const end = now() + limitMs;
  const context = { getRemainingTimeInMillis: () => end - now() };
  try {
    process.send?.({ id, result: await handlers[handler]?.(event, context) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', (/** @type {Message} */ message) => {
  if (message.passMs === undefined) void run(message);
  else aheadMs += message.passMs;
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: true });
