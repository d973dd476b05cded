/**
 * Runs one event through a handler of a bundled function, as AWS Lambda would in a fresh environment, and sends the
 * result to the parent process.
 *
 * Usage: run-handler.mjs BUNDLE HANDLER EVENT, the event as JSON
 */
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** @typedef {(event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<unknown>} Handler */

const [bundle = '', name = '', event = '{}'] = process.argv.slice(2);
const handlers = /** @type {Record<string, Handler>} */ (await import(pathToFileURL(bundle).href));
// So short that a tick spreads its orders over two seconds.
const end = Date.now() + 10_000;
const result = await handlers[name]?.(JSON.parse(event), {
  getRemainingTimeInMillis: () => end - Date.now(),
});
process.send?.({ result });
process.disconnect();
