import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckProcesses, isTerminal } from './check-processes.mjs';
import { installIfNeeded } from './install.mjs';
import { SetupFailure } from './setup-failure.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */
/**
 * @typedef {object} Run
 * @property {CheckProcesses} processes
 * @property {string} scratch a folder that is removed in the end
 * @property {string[]} paths
 * @property {boolean} isQuick whether results of earlier runs are used
 * @property {((text: string) => void) | undefined} [onOutput]
 */
/** @typedef {{ tally: Tally, seconds: number, output: string }} Outcome */
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
  format: (run) =>
    whole(run, 'prettier/bin/prettier.cjs', [
      ...['--check', '--log-level=warn', '.'],
      ...ifQuick(run, '--cache', '--cache-strategy=content'),
    ]),
  // Of a file that has not changed, quick does not see what another one's new types make wrong.
  lint: (run) =>
    whole(run, 'eslint/bin/eslint.js', [
      ...['--max-warnings=0', '.'],
      ...ifQuick(run, '--cache', '--cache-strategy=content', `--cache-location=${CACHE}/eslint/`),
    ]),
  rooms: (run) =>
    whole(run, 'dependency-cruiser/bin/dependency-cruise.mjs', [
      '--config=dependency-cruiser.config.mjs',
      '.',
    ]),
  types: (run) =>
    whole(run, 'typescript/bin/tsc', [
      ...['--noEmit', ...(isTerminal() ? ['--pretty'] : [])],
      ...ifQuick(run, '--incremental', `--tsBuildInfoFile`, `${CACHE}/types.tsbuildinfo`),
    ]),
  // Both cores where there are two, of which Jest would leave one to a person who goes on working; of more, all but one.
  unit: (run) => jest(run, 'unit', [`--maxWorkers=${Math.max(2, availableParallelism() - 1)}`]),
  e2e: async (run) => {
    const { buildIfNeeded } = await import('./build.mjs');
    await buildIfNeeded();
    // One more than cores: a third of the time, a suite waits for a time limit or for its programs.
    const paths = run.isQuick && run.paths.length === 0 ? [JOURNEY] : run.paths;
    return jest({ ...run, paths }, 'e2e', [`--maxWorkers=${Math.max(2, availableParallelism()) + 1}`]);
  },
};
/** What one runs before a commit: all checks, and of the end-to-end tests this one. */
const QUICK = 'quick';
const JOURNEY = 'cli/e2e/journey.e2e.ts';
/** Where prettier has its own, too. */
const CACHE = 'node_modules/.cache';
/**
 * Those of a row one after the other, the rows beside each other. Each uses one core but the unit tests, which take both
 * when lint is done; it takes longest of the others.
 */
const SIDE_BY_SIDE = [['format', 'rooms', 'types', 'unit'], ['lint']];
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
  const isQuick = args.includes(QUICK);
  const named = args.filter((arg) => !paths.includes(arg) && arg !== QUICK);
  const unknown = named.filter((name) => !(name in CHECKS));
  if (unknown.length > 0) {
    const known = [...Object.keys(CHECKS), QUICK].join(', ');
    console.error(
      `No such check: ${unknown.join(', ')}. There are: ${known}. (A path has a dot or a slash in it.)`,
    );
    return 2;
  }
  const everything = paths.length > 0 ? TESTS : Object.keys(CHECKS);
  const total = await tallyOf(named.length > 0 ? named : everything, paths, isQuick);
  if (total.passed + total.failed === 0) {
    console.error(`\nNo test has run${paths.length > 0 ? `: none matches ${paths.join(' ')}` : ''}.`);
    total.failed = 1;
  }
  console.log(`\n${inWords(total)}`);
  return total.failed > 0 ? 1 : 0;
}

/**
 * @param {string[]} asked names of checks @param {string[]} paths @param {boolean} isQuick @returns {Promise<Tally>}
 */
async function tallyOf(asked, paths, isQuick) {
  const total = { ...NOTHING };
  /** @param {Tally} tally */
  const add = (tally) => {
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
  };
  const scratch = mkdtempSync(join(tmpdir(), 'interstella-test-'));
  try {
    await installIfNeeded({ dev: true });
    const run = { processes: new CheckProcesses(), scratch, paths, isQuick };
    const begun = beginSideBySide(asked, run);
    for (const name of Object.keys(CHECKS).filter((check) => asked.includes(check))) {
      console.log(`\n== ${name}`);
      const { tally, seconds, output } = await (begun.get(name) ?? check(name, run));
      process.stdout.write(output);
      console.log(`== ${name}: ${inWords(tally)} (${seconds.toFixed(1)} s)`);
      add(tally);
      if (!run.processes.stoppedBy) continue;
      console.error(`\nInterrupted by ${run.processes.stoppedBy}.`);
      break;
    }
    await Promise.all(begun.values());
  } catch (error) {
    say(error);
    add(ONE_FAILED);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return total;
}

/**
 * Begins the checks that can run beside each other, where several of them were asked for. What they say is kept, so that
 * it can be shown in order.
 *
 * @param {string[]} asked @param {Run} run @returns {Map<string, Promise<Outcome>>}
 */
function beginSideBySide(asked, run) {
  /** @type {Map<string, Promise<Outcome>>} */
  const begun = new Map();
  const rows = SIDE_BY_SIDE.map((row) => row.filter((name) => asked.includes(name)));
  if (rows.flat().length < 2) return begun;
  for (const row of rows) {
    /** @type {Promise<unknown>} */
    let before = Promise.resolve();
    for (const name of row) {
      const outcome = before.then(() => checkKeepingOutput(name, run));
      begun.set(name, outcome);
      before = outcome;
    }
  }
  return begun;
}

/** @param {string} name @param {Run} run @returns {Promise<Outcome>} */
async function checkKeepingOutput(name, run) {
  let output = '';
  const onOutput = (/** @type {string} */ text) => (output += text);
  return { ...(await check(name, { ...run, onOutput })), output };
}

/** One check: what it comes to, and how long that took. @param {string} name @param {Run} run @returns {Promise<Outcome>} */
async function check(name, run) {
  const started = Date.now();
  const tally = await CHECKS[name]?.(run).catch((/** @type {unknown} */ error) => {
    say(error);
    return ONE_FAILED;
  });
  return { tally: tally ?? NOTHING, seconds: (Date.now() - started) / 1000, output: '' };
}

/**
 * A check that passes or fails as a whole.
 *
 * @param {Run} run @param {string} program @param {string[]} args @returns {Promise<Tally>}
 */
async function whole({ processes, onOutput }, program, args) {
  const code = await processes.run(program, args, { onOutput });
  return code === 0 ? { ...NOTHING, passed: 1 } : ONE_FAILED;
}

/** @param {Run} run @param {string[]} args */
function ifQuick({ isQuick }, ...args) {
  return isQuick ? args : [];
}

/**
 * A Jest project, counted test by test.
 *
 * @param {Run} run @param {string} project @param {string[]} args @returns {Promise<Tally>}
 */
async function jest({ processes, scratch, paths, onOutput }, project, args = []) {
  const outputFile = join(scratch, `${project}.json`);
  const all = [
    `--selectProjects=${project}`,
    '--json',
    `--outputFile=${outputFile}`,
    // A path may well match tests of one kind only.
    ...(paths.length > 0 ? ['--passWithNoTests', ...paths.map((path) => `--testPathPatterns=${path}`)] : []),
    ...args,
  ];
  // Every kit of a test synthesizes what no other one of the same run has.
  const env = { INTERSTELLA_TEST_TEMPLATES: join(scratch, 'templates') };
  const code = await processes.run('jest/bin/jest.js', all, { env, onOutput });
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
