/**
 * Runs while an image is built, as the user and with the options that its containers have, since Node takes compiled code
 * from the same user, version and options only: starts the service once, asks for its health and ends it, so that Node
 * leaves in FOLDER what it compiled. A container then starts from there, and need not write anything.
 *
 * Usage: node prime-compile-cache.mjs MAIN HEALTH-PATH FOLDER
 */
import { fork } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT_MS = 60_000;
/** Whatever the service insists on; nobody is called there. */
const SETTINGS = { PORT: '0', HOST: '127.0.0.1', monolithUrl: 'http://127.0.0.1:9' };

const [main, healthPath, folder] = process.argv.slice(2);
if (main === undefined || healthPath === undefined || folder === undefined) {
  throw new Error('Usage: prime-compile-cache.mjs MAIN HEALTH-PATH FOLDER');
}

const service = fork(main, {
  env: { ...process.env, ...SETTINGS, NODE_COMPILE_CACHE: folder },
  timeout: LIMIT_MS,
});
service.once('message', (/** @type {{ ready: { port: number } }} */ { ready }) => {
  void askForHealth(ready.port).finally(() => service.kill('SIGTERM'));
});
service.once('exit', (code, signal) => {
  if (code !== 0) throw new Error(`${main} ended with ${signal ?? `exit code ${String(code)}`}.`);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  if (files.length === 0) throw new Error(`Node has left no compile cache in ${folder}.`);
  // Node makes them readable by its user alone; in the image they belong to root, so that nobody can change them.
  for (const { parentPath, name } of files) chmodSync(join(parentPath, name), 0o444);
  console.log(`The compile cache holds ${files.length} files.`);
});

/** @param {number} port */
async function askForHealth(port) {
  const { status } = await fetch(`http://127.0.0.1:${port}${healthPath}`);
  if (status !== 200) {
    console.error(`GET ${healthPath} was answered ${status}.`);
    process.exitCode = 1;
  }
}
