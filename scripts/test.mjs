/**
 * `npm test`: everything that must hold, in one go. Prints what each check says and ends with the line
 * `N passed, N failed`; the exit code is 1 if anything failed.
 *
 * Usage: npm test [-- NAME …] runs only the named checks (format, lint, types, unit, e2e).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, installIfNeeded } from './install.mjs';

installIfNeeded();
const scratch = mkdtempSync(join(tmpdir(), 'interstella-test-'));

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */
/**
 * @typedef {object} JestResult what Jest's --json says, as far as it is counted here
 * @property {number} numFailedTests
 * @property {number} numRuntimeErrorTestSuites
 * @property {number} numPassedTests
 * @property {number} numPendingTests
 */

/** @param {string} program @param {string[]} args @returns {Promise<number>} the exit code */
function run(program, args) {
  const node = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...node, join(ROOT, 'node_modules', program), ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      // The AWS SDK announces on Node 20 that it will want a newer Node from 2027 on.
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** A check that passes or fails as a whole. @param {string} program @param {string[]} args @returns {Promise<Tally>} */
async function whole(program, args) {
  const passed = (await run(program, args)) === 0 ? 1 : 0;
  return { passed, failed: 1 - passed, skipped: 0 };
}

/** A Jest project, counted test by test. @param {string} project @param {string[]} args @returns {Promise<Tally>} */
async function jest(project, args = []) {
  const outputFile = join(scratch, `${project}.json`);
  const code = await run('jest/bin/jest.js', [
    `--selectProjects=${project}`,
    '--json',
    `--outputFile=${outputFile}`,
    ...args,
  ]);
  const result = /** @type {JestResult} */ (JSON.parse(readFileSync(outputFile, 'utf8')));
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    // Jest may also fail as a whole (no test found, a handle left open); that must not read as success.
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: result.numPendingTests,
  };
}

/** @type {Record<string, () => Promise<Tally>>} */
const CHECKS = {
  format: () => whole('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
  lint: () => whole('eslint/bin/eslint.js', ['--max-warnings=0', '.']),
  types: () => whole('typescript/bin/tsc', ['--noEmit']),
  unit: () => jest('unit'),
  e2e: async () => {
    const { buildIfNeeded } = await import('./build.mjs');
    await buildIfNeeded();
    return jest('e2e', ['--runInBand']);
  },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in CHECKS));
if (unknown.length > 0) {
  console.error(`No such check: ${unknown.join(', ')}. There are: ${Object.keys(CHECKS).join(', ')}.`);
  process.exit(2);
}

/** @type {Tally} */
const total = { passed: 0, failed: 0, skipped: 0 };
for (const [name, check] of Object.entries(CHECKS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const started = Date.now();
  console.log(`\n== ${name}`);
  const tally = await check();
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
  console.log(
    `== ${name}: ${tally.passed} passed, ${tally.failed} failed (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  );
}
rmSync(scratch, { recursive: true, force: true });
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
