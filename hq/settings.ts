import { readEnvironment, type Environment, variables, wholeNumber } from '@interstella/libs/environment';
import * as v from 'valibot';
import type { LedgerSettings } from './hq.ts';

/**
 * Longer than a delivery policy of 38 retries may take: about 29 minutes of waiting, and 39 attempts of up to 15 s each.
 */
const DEFAULT_RETRY_WINDOW_MS = 45 * 60_000;

/** Longer than any delivery policy: SNS repeats for an hour at most, and a redrive queue keeps 14 days. */
const MAXIMUM_RETRY_WINDOW_MS = 30 * 24 * 3_600_000;

const settings = v.object({
  PORT: variables.port('5100'),
  HOST: v.optional(v.string(), '127.0.0.1'),
  LOG_FORMAT: variables.logFormat,
  RESOURCES: variables.resources,
  HQ_ADMIN_KEY: v.optional(v.pipe(v.string(), v.minLength(16, 'must be 16 characters or more'))),
  TOPIC_ARN_PREFIX: v.pipe(
    v.string(),
    v.regex(
      /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]*$/,
      'must be the topics’ ARNs up to their names',
    ),
  ),
  RETRY_WINDOW_MS: v.optional(wholeNumber(0, MAXIMUM_RETRY_WINDOW_MS), String(DEFAULT_RETRY_WINDOW_MS)),
  /** How old a bucket of the ledger becomes before it is counted. */
  BUCKET_MS: v.optional(wholeNumber(100, 3_600_000), '2000'),
  /** Participants are spread over so many groups, and each group over so many lanes. */
  LEDGER_GROUPS: v.optional(wholeNumber(1, 64), '1'),
  LEDGER_LANES: v.optional(wholeNumber(1, 64), '1'),
  /** Records are kept for so many days; 0 is for ever. */
  KEEP_DAYS: v.optional(wholeNumber(0, 3_650), '0'),
  TABLE_PREFIX: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9_.-]{3,200}$/, 'must be 3 to 200 letters, digits, "_", "." or "-"'),
    ),
    'interstella-',
  ),
});

export type Settings = v.InferOutput<typeof settings>;

/** How the ledger is written: a process gathers claims; a function has one, and pays for the part that it is added to. */
const WRITING = {
  process: { gatherMs: 4, partBytes: 8_192 },
  function: { gatherMs: 0, partBytes: 2_048 },
} as const;

export function ledgerSettings(settings: Settings, kind: keyof typeof WRITING): LedgerSettings {
  const { BUCKET_MS: bucketMs, LEDGER_GROUPS: groups, LEDGER_LANES: lanes, KEEP_DAYS: days } = settings;
  const keptMs = days === 0 ? undefined : days * 86_400_000;
  return { bucketMs, groups, lanes, keptMs, ...WRITING[kind] };
}

/**
 * Reads HQ's settings from the environment.
 *
 * @throws EnvironmentError naming every variable that is wrong, and never showing its value
 */
export function readSettings(env: Environment): Settings {
  return readEnvironment(settings, env);
}
