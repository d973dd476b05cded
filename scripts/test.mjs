/**
 * `npm test`: everything that must hold, in one go. Prints what each check says and ends with the line
 * `N passed, N failed` (and `, N skipped` where tests were); the exit code is 1 if anything failed.
 *
 * Usage: npm test [-- quick] [CHECK …] [PATH …]
 *
 * quick is for before a commit: it looks only at what has changed since the last time where it can (format, lint, types),
 * and of the end-to-end tests it runs one journey.
 *
 * CHECK, one of format, lint, rooms, types, unit and e2e, runs only the named checks. PATH, anything with a dot or a slash in it,
 * runs only the unit and end-to-end tests in whose path it occurs: `npm test -- hq/report`, or
 * `npm test -- e2e rehearsal/e2e/start`. The other checks always look at everything.
 */
import { assertNodeVersion } from './node-version.mjs';

assertNodeVersion();
const { runChecks } = await import('./run-checks.mjs');
process.exitCode = await runChecks(process.argv.slice(2));
