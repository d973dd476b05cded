import { X509Certificate } from 'node:crypto';
import * as v from 'valibot';
import { list, resourceNames, variables, wholeNumber } from '../environment/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';

/** ECS stops a Fargate task at most 120 s after SIGTERM; half of that leaves time to end what is in hand. */
const MAXIMUM_DRAIN_MS = 60_000;

const TOPIC_ARN = /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;

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

const secret = v.optional(v.pipe(v.string(), v.minLength(1, 'must not be empty')));

/** What every service reads from its environment. Values of secrets never appear in messages. */
const common = {
  HOST: v.optional(v.string(), '0.0.0.0'),
  LOG_FORMAT: variables.logFormat,
  AWS_REGION: variables.region,
  TOPIC_ARN: v.optional(list(v.pipe(v.string(), v.regex(TOPIC_ARN, 'must be ARNs of SNS topics'))), ''),
  SNS_PINNED_CERTIFICATE: v.optional(
    v.pipe(v.string(), v.check(isCertificate, 'must be a certificate with an RSA key, in PEM form')),
  ),
  DIRECT_ORDERS: v.optional(v.picklist(['open', 'keyed'], 'must be open or keyed'), 'keyed'),
  GATHER_MS: v.optional(wholeNumber(0, TIME_LIMITS_MS.gathering), '0'),
  DRAIN_MS: v.optional(wholeNumber(0, MAXIMUM_DRAIN_MS), '0'),
  RESOURCES: variables.resources,
  SERVICE_KEY: secret,
};

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).publicKey.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** The environment of the monolith. */
export const monolithSettings = v.pipe(
  v.object({
    ...common,
    PORT: variables.port('5000'),
    // An image that gathers nothing says `none`: an empty variable counts as absent.
    GATHERS: v.optional(
      v.pipe(
        v.string(),
        v.transform((text) => (text === 'none' ? '' : text)),
        resourceNames,
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
  PORT: variables.port('8080'),
  monolithUrl: v.pipe(v.optional(v.string(), ''), v.minLength(1, 'is missing'), serviceUrl),
});

export type MonolithSettings = v.InferOutput<typeof monolithSettings>;
export type ResourceServiceSettings = v.InferOutput<typeof resourceServiceSettings>;

/** What the modules in libs/ may count on in any service. */
export type CommonSettings = Omit<ResourceServiceSettings, 'monolithUrl'> & {
  readonly API_KEY?: string | undefined;
  readonly API_ENDPOINT?: string | undefined;
};
