import { readEnvironment, type Environment, variables, wholeNumber } from '@interstella/libs/environment';
import * as v from 'valibot';
import type { LedgerSettings } from './hq.ts';

/** Longer than the delivery policy's 38 retries take: about 29 minutes of waiting and 39 attempts of up to 15 s each. */
const DEFAULT_RETRY_WINDOW_MS = 45 * 60_000;

/** Longer than any order lives: SNS retries for an hour at most, and a dead-letter queue keeps messages for 14 days. */
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
  /** The age at which a bucket of the ledger is closed and counted. */
  BUCKET_MS: v.optional(wholeNumber(100, 3_600_000), '2000'),
  /** Number of groups that participants are spread over, and number of lanes of each group. */
  LEDGER_GROUPS: v.optional(wholeNumber(1, 64), '1'),
  LEDGER_LANES: v.optional(wholeNumber(1, 64), '1'),
  /** How many days records are kept; 0 is for ever. */
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

/**
 * A process batches claims. A function has one claim at a time and keeps parts small, since DynamoDB charges a write by
 * the size of the whole part.
 */
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
