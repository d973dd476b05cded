import { statSync } from 'node:fs';

/**
 * The suites that take longest, from two minutes down to a quarter of one with others beside them. Nothing but the order
 * depends on it: a suite of half a minute that begins last has the other workers wait for it.
 */
const LONGEST = [
  // Those of containers are skipped at once where there is no engine.
  'images/e2e/images.e2e.ts',
  'images/e2e/containers.e2e.ts',
  'images/e2e/npm-registry.e2e.ts',
  'local/e2e/task-containers.e2e.ts',
  'cloud/e2e/deploy.e2e.ts',
  'bench/e2e/bench.e2e.ts',
  'rehearsal/e2e/migrate.e2e.ts',
  'iridium/e2e/contracts.e2e.ts',
  'magnesite/e2e/contracts.e2e.ts',
  'monolith/e2e/contracts.e2e.ts',
  'rehearsal/e2e/stage.e2e.ts',
  'rehearsal/e2e/asleep.e2e.ts',
  'cli/e2e/readme.e2e.ts',
  'rehearsal/e2e/fault.e2e.ts',
  'cli/e2e/commands.e2e.ts',
  'hq/lambda/sns-down.e2e.ts',
  'rehearsal/e2e/overload.e2e.ts',
  'rehearsal/e2e/migrate-planted.e2e.ts',
  'rehearsal/e2e/stopping.e2e.ts',
  'rehearsal/e2e/killed-hq.e2e.ts',
  'cloud/e2e/operating.e2e.ts',
  'infra/e2e/hq.e2e.ts',
  'rehearsal/e2e/hq-failures.e2e.ts',
  'rehearsal/e2e/red.e2e.ts',
  'monolith/e2e/fuzz.e2e.ts',
  'hq/e2e/cost.e2e.ts',
  'infra/e2e/synth.e2e.ts',
  'rehearsal/e2e/start.e2e.ts',
  'rehearsal/e2e/rolling.e2e.ts',
  'hq/lambda/tick.e2e.ts',
  'bench/e2e/beside-earlier.e2e.ts',
  'rehearsal/e2e/killed-services.e2e.ts',
  // Unit tests.
  'hq/ledger/ledger.spec.ts',
  'infra/security.spec.ts',
  'infra/headquarters/interstella-hq-stack.spec.ts',
  'infra/headquarters/api-throttle.spec.ts',
];

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
      (one, other) => placeOf(one) - placeOf(other) || (size.get(other) ?? 0) - (size.get(one) ?? 0),
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
function placeOf({ path, context }) {
  const place = LONGEST.indexOf(path.slice(context.config.rootDir.length + 1));
  return place === -1 ? LONGEST.length : place;
}
