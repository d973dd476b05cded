import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckProcesses } from './check-processes.mjs';
import { installIfNeeded } from './install.mjs';
import { SetupFailure } from './setup-failure.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */
/** @typedef {{ processes: CheckProcesses, scratch: string, paths: string[] }} Run */
/**
 * @typedef {object} JestResult what Jest's --json says, as far as it is counted here
 * @property {number} numFailedTests
 * @property {number} numRuntimeErrorTestSuites
 * @property {number} numPassedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 */

/** @type {Record<string, (run: Run) => Promise<Tally>>} */
const CHECKS = {
  format: (run) => whole(run, 'prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
  lint: (run) => whole(run, 'eslint/bin/eslint.js', ['--max-warnings=0', '.']),
  types: (run) => whole(run, 'typescript/bin/tsc', ['--noEmit']),
  unit: (run) => jest(run, 'unit'),
  e2e: async (run) => {
    const { buildIfNeeded } = await import('./build.mjs');
    await buildIfNeeded();
    // Mostly they wait for programs to start; and a worker that a broken test keeps busy is ended in the end.
    process.env.INTERSTELLA_TEST_TEMPLATES = join(run.scratch, 'templates');
    return jest(run, 'e2e', ['--maxWorkers=2']);
  },
};
const TESTS = ['unit', 'e2e'];
const NOTHING = { passed: 0, failed: 0, skipped: 0 };
const ONE_FAILED = { ...NOTHING, failed: 1 };

/**
 * Runs the checks and says what came of them, in the last line. See test.mjs for the arguments.
 *
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function runChecks(args) {
  const paths = args.filter((arg) => /[./]/.test(arg));
  const named = args.filter((arg) => !paths.includes(arg));
  const unknown = named.filter((name) => !(name in CHECKS));
  if (unknown.length > 0) {
    console.error(
      `No such check: ${unknown.join(', ')}. There are: ${Object.keys(CHECKS).join(', ')}. (A path has a dot or a slash in it.)`,
    );
    return 2;
  }
  const everything = paths.length > 0 ? TESTS : Object.keys(CHECKS);
  const total = await tallyOf(named.length > 0 ? named : everything, paths);
  if (total.passed + total.failed === 0) {
    console.error(`\nNo test has run${paths.length > 0 ? `: none matches ${paths.join(' ')}` : ''}.`);
    total.failed = 1;
  }
  console.log(`\n${inWords(total)}`);
  return total.failed > 0 ? 1 : 0;
}

/** @param {string[]} asked names of checks @param {string[]} paths @returns {Promise<Tally>} */
async function tallyOf(asked, paths) {
  const total = { ...NOTHING };
  /** @param {Tally} tally */
  const add = (tally) => {
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
  };
  const scratch = mkdtempSync(join(tmpdir(), 'interstella-test-'));
  try {
    await installIfNeeded();
    const processes = new CheckProcesses();
    for (const name of Object.keys(CHECKS).filter((check) => asked.includes(check))) {
      add(await check(name, { processes, scratch, paths }));
      if (!processes.stoppedBy) continue;
      console.error(`\nInterrupted by ${processes.stoppedBy}.`);
      break;
    }
  } catch (error) {
    say(error);
    add(ONE_FAILED);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return total;
}

/** One check, with what it comes to in a line. @param {string} name @param {Run} run @returns {Promise<Tally>} */
async function check(name, run) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const tally = await CHECKS[name]?.(run).catch((/** @type {unknown} */ error) => {
    say(error);
    return ONE_FAILED;
  });
  console.log(`== ${name}: ${inWords(tally ?? NOTHING)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return tally ?? NOTHING;
}

/**
 * A check that passes or fails as a whole.
 *
 * @param {Run} run @param {string} program @param {string[]} args @returns {Promise<Tally>}
 */
async function whole({ processes }, program, args) {
  return (await processes.run(program, args)) === 0 ? { ...NOTHING, passed: 1 } : ONE_FAILED;
}

/**
 * A Jest project, counted test by test.
 *
 * @param {Run} run @param {string} project @param {string[]} args @returns {Promise<Tally>}
 */
async function jest({ processes, scratch, paths }, project, args = []) {
  const outputFile = join(scratch, `${project}.json`);
  const code = await processes.run('jest/bin/jest.js', [
    `--selectProjects=${project}`,
    '--json',
    `--outputFile=${outputFile}`,
    // A path may well match tests of one kind only.
    ...(paths.length > 0 ? ['--passWithNoTests', ...paths.map((path) => `--testPathPatterns=${path}`)] : []),
    ...args,
  ]);
  const result = readResult(outputFile);
  if (!result) return ONE_FAILED;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    // Jest may also fail as a whole (no test found, a handle left open); that must not read as success.
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** @param {string} file @returns {JestResult | undefined} */
function readResult(file) {
  try {
    const result = /** @type {JestResult} */ (JSON.parse(readFileSync(file, 'utf8')));
    return result;
  } catch {
    console.error('Jest ended without a result that can be read.');
    return undefined;
  }
}

/** @param {Tally} tally */
function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** @param {unknown} error with its stack only where that helps */
function say(error) {
  console.error(error instanceof SetupFailure ? error.message : error);
}
