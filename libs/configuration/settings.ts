import { X509Certificate } from 'node:crypto';
import * as v from 'valibot';
import { RESOURCE_NAME } from '../orders/resources.ts';
import { ConfigurationError } from './configuration-error.ts';

/** The longest that gathering one resource may be told to take, so that an order still fits into an SNS attempt. */
const MAXIMUM_GATHER_MS = 4_000;
/** ECS stops a Fargate task at most 120 s after SIGTERM; half of that leaves time to end what is in hand. */
const MAXIMUM_DRAIN_MS = 60_000;

const TOPIC_ARN = /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;

const wholeNumber = (minimum: number, maximum: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, 'must be a whole number'),
    v.transform(Number),
    v.minValue(minimum, `must be at least ${minimum}`),
    v.maxValue(maximum, `must be at most ${maximum}`),
  );

const list = (item: v.GenericSchema<string>) =>
  v.pipe(
    v.string(),
    v.transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
    v.array(item),
  );

const httpUrl = v.pipe(
  v.string(),
  v.check(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be an http or https URL',
  ),
);

/** A DNS name, as the lab writes it, or a URL; either becomes a URL without a trailing slash. */
const serviceUrl = v.pipe(
  v.string(),
  v.transform((text) => (text.includes('://') ? text : `http://${text}`)),
  httpUrl,
  v.transform((text) => text.replace(/\/+$/, '')),
);

const resources = list(v.pipe(v.string(), v.regex(RESOURCE_NAME, 'must be resource names')));
const secret = v.optional(v.pipe(v.string(), v.minLength(1, 'must not be empty')));

/** What every service reads from its environment. Values of secrets never appear in messages. */
const common = {
  HOST: v.optional(v.string(), '0.0.0.0'),
  LOG_FORMAT: v.optional(v.picklist(['text', 'json'], 'must be text or json'), 'text'),
  AWS_REGION: v.optional(v.string(), 'us-east-1'),
  TOPIC_ARN: v.optional(list(v.pipe(v.string(), v.regex(TOPIC_ARN, 'must be ARNs of SNS topics'))), ''),
  SNS_PINNED_CERTIFICATE: v.optional(
    v.pipe(v.string(), v.check(isCertificate, 'must be a certificate with an RSA key, in PEM form')),
  ),
  DIRECT_ORDERS: v.optional(v.picklist(['open', 'keyed'], 'must be open or keyed'), 'keyed'),
  GATHER_MS: v.optional(wholeNumber(0, MAXIMUM_GATHER_MS), '0'),
  DRAIN_MS: v.optional(wholeNumber(0, MAXIMUM_DRAIN_MS), '0'),
  RESOURCES: v.optional(v.pipe(resources, v.minLength(1, 'must name a resource')), 'iridium,magnesite'),
  SERVICE_KEY: secret,
};

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).publicKey.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

const port = (standard: string) => v.optional(wholeNumber(0, 65_535), standard);

/** The environment of the monolith. */
export const monolithSettings = v.pipe(
  v.object({
    ...common,
    PORT: port('5000'),
    // An image that gathers nothing says `none`: an empty variable counts as absent.
    GATHERS: v.optional(
      v.pipe(
        v.string(),
        v.transform((text) => (text === 'none' ? '' : text)),
        resources,
      ),
      'iridium,magnesite',
    ),
    API_KEY: secret,
    API_ENDPOINT: v.optional(httpUrl),
  }),
  v.forward(
    v.check(
      ({ GATHERS, RESOURCES }) => GATHERS.every((name) => RESOURCES.includes(name)),
      'must name only RESOURCES',
    ),
    ['GATHERS'],
  ),
);

/** The environment of a microservice that gathers one resource. */
export const resourceServiceSettings = v.object({
  ...common,
  PORT: port('8080'),
  monolithUrl: v.pipe(v.optional(v.string(), ''), v.minLength(1, 'is missing'), serviceUrl),
});

export type MonolithSettings = v.InferOutput<typeof monolithSettings>;
export type ResourceServiceSettings = v.InferOutput<typeof resourceServiceSettings>;

/** What the modules in libs/ may count on in any service. */
export type CommonSettings = Omit<ResourceServiceSettings, 'monolithUrl'> & {
  readonly API_KEY?: string | undefined;
  readonly API_ENDPOINT?: string | undefined;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and validates an environment. An empty variable counts as absent, as an unset secret of a container is.
 *
 * @throws ConfigurationError that names every wrong variable at once, and no value
 */
export function readSettings<T extends v.GenericSchema>(schema: T, env: Environment): v.InferOutput<T> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = v.safeParse(schema, given);
  if (result.success) return result.output;
  const problems = result.issues.map(
    (issue) => `${v.getDotPath(issue)?.split('.')[0] ?? '?'} ${issue.message}`,
  );
  throw new ConfigurationError([...new Set(problems)]);
}
