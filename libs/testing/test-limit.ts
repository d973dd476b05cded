/**
 * How long a test waits for anything before it fails, in ms. It only ends what hangs: a test that passes never waits for
 * it, and a machine of a third of the usual speed, with another suite beside this one, still passes.
 */
export const TEST_LIMIT_MS = 120_000;
