import { statSync } from 'node:fs';

/**
 * How many seconds the longest suites take, alone on an idle machine. Of the others none takes ten. Nothing but the
 * order depends on it: a suite of half a minute that begins last has one worker wait for the other.
 *
 * @type {Record<string, number>}
 */
const SECONDS = {
  'rehearsal/e2e/asleep.e2e.ts': 128,
  'cloud/e2e/deploy.e2e.ts': 76,
  'rehearsal/e2e/overload.e2e.ts': 60,
  'hq/e2e/cost.e2e.ts': 50,
  'rehearsal/e2e/fault.e2e.ts': 45,
  'rehearsal/e2e/stopping.e2e.ts': 40,
  'rehearsal/e2e/stage.e2e.ts': 40,
  'rehearsal/e2e/migrate.e2e.ts': 34,
  'cli/e2e/readme.e2e.ts': 34,
  'rehearsal/e2e/migrate-planted.e2e.ts': 30,
  'iridium/e2e/contracts.e2e.ts': 27,
  'magnesite/e2e/contracts.e2e.ts': 27,
  'monolith/e2e/contracts.e2e.ts': 23,
  'cloud/e2e/operating.e2e.ts': 21,
  'rehearsal/e2e/hq-failures.e2e.ts': 20,
  'hq/e2e/crash.e2e.ts': 18,
  'rehearsal/e2e/red.e2e.ts': 18,
  'rehearsal/e2e/start.e2e.ts': 18,
  'bench/e2e/bench.e2e.ts': 17,
  'rehearsal/e2e/killed-hq.e2e.ts': 17,
  'rehearsal/e2e/rolling.e2e.ts': 17,
  'cli/e2e/commands.e2e.ts': 14,
  'rehearsal/e2e/killed-services.e2e.ts': 14,
  'infra/e2e/synth.e2e.ts': 12,
};

/** @typedef {{ path: string, context: { config: { rootDir: string } } }} Test as far as it matters here */

/**
 * Has Jest begin with the longest suites, in a fresh clone too, where it knows nothing of them but their size: the
 * shortest file is what runs the most tests here.
 */
export default class LongestFirst {
  /** @param {Test[]} tests @returns {Test[]} */
  sort(tests) {
    const size = new Map(tests.map((test) => [test, statSync(test.path).size]));
    return tests.toSorted(
      (one, other) => secondsOf(other) - secondsOf(one) || (size.get(other) ?? 0) - (size.get(one) ?? 0),
    );
  }

  /** For --onlyFailures, of which nothing is remembered. @param {Test[]} tests @returns {Test[]} */
  allFailedTests(tests) {
    return tests;
  }

  /** Nothing is remembered. */
  cacheResults() {
    return undefined;
  }
}

/** @param {Test} test */
function secondsOf({ path, context }) {
  return SECONDS[path.slice(context.config.rootDir.length + 1)] ?? 0;
}
