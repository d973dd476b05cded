import { RESOURCE_NAME } from '@interstella/libs/orders';
import * as v from 'valibot';

const milliseconds = v.pipe(
  v.string(),
  v.regex(/^\d{1,12}$/, 'must be a number of milliseconds'),
  v.transform(Number),
);

const Environment = v.object({
  PORT: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, 'must be a port number'),
      v.transform(Number),
      v.maxValue(65_535, 'must be a port number up to 65535'),
    ),
    '5100',
  ),
  HOST: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty')), '127.0.0.1'),
  LOG_FORMAT: v.optional(v.picklist(['text', 'json'], 'must be text or json'), 'text'),
  RESOURCES: v.optional(
    v.pipe(
      v.string(),
      v.transform((names) => names.split(',').map((name) => name.trim())),
      v.array(
        v.pipe(v.string(), v.regex(RESOURCE_NAME, 'must be names such as iridium, separated by commas')),
      ),
      v.maxLength(50, 'must be 50 names at most'),
    ),
    'iridium,magnesite',
  ),
  HQ_ADMIN_KEY: v.optional(v.pipe(v.string(), v.minLength(16, 'must be 16 characters or more'))),
  TOPIC_ARN_PREFIX: v.pipe(
    v.string(),
    v.regex(
      /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]*$/,
      'must be the topics’ ARNs up to their names',
    ),
  ),
  RETRY_WINDOW_MS: v.optional(milliseconds, String(35 * 60_000)),
  TABLE_PREFIX: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9_.-]{3,200}$/, 'must be 3 to 200 letters, digits, "_", "." or "-"'),
    ),
    'interstella-',
  ),
});

export type Settings = v.InferOutput<typeof Environment>;

/**
 * Reads HQ's settings from the environment.
 *
 * @throws Error naming every variable that is wrong, and never showing its value
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const judged = v.safeParse(Environment, env, { abortPipeEarly: true });
  if (judged.success) return judged.output;
  const problems = judged.issues.map((issue) => {
    const name = v.getDotPath(issue) ?? '';
    return `  ${name} ${issue.input === undefined ? 'is missing' : issue.message}`;
  });
  throw new Error(`Interstella HQ cannot start:\n${[...new Set(problems)].join('\n')}`);
}
