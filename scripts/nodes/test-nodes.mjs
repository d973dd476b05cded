/**
 * `npm run test:nodes`: runs `npm start` until an order is fulfilled, and `npm test`, on each of several versions of Node.
 * Each has a clone of the last commit and an empty HOME, in a temporary folder. Ends with a table; the exit code is 1 if
 * anything failed.
 *
 * Usage: npm run test:nodes [-- [--node VERSION] … [ARGUMENT of npm test] …]
 *
 * VERSION is one that npm knows, such as 24 or 20.19.0; 20.19, 22 and 24 without. For example:
 * `npm run test:nodes -- --node 22 --node 24 quick`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GroupProcesses } from './group-processes.mjs';
import { Trial } from './trial.mjs';

const VERSIONS = ['20.19', '22', '24'];

const { versions, testArguments } = read(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'interstella-nodes-'));
const processes = new GroupProcesses();
/** @type {import('./trial.mjs').Result[]} */
const results = [];
try {
  for (const version of versions) {
    if (processes.stoppedBy) break;
    console.log(`\n=== Node ${version}`);
    results.push(await new Trial(processes, join(folder, version)).run(version, testArguments));
  }
} finally {
  console.table(results);
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = processes.stoppedBy ? 130 : Number(results.some(({ ok }) => !ok));

/** @param {string[]} args */
function read(args) {
  try {
    const options = { node: { type: /** @type {const} */ ('string'), multiple: true, default: VERSIONS } };
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { versions: values.node, testArguments: positionals };
  } catch (error) {
    console.error(
      `${error instanceof Error ? error.message : String(error)}\nUsage: npm run test:nodes -- --node 24 quick`,
    );
    process.exit(2);
  }
}
