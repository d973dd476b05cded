import { X509Certificate } from 'node:crypto';
import { ConfigModule, registerAs, type ConfigType } from '@nestjs/config';
import * as v from 'valibot';
import { httpUrl, list, readEnvironment, variables, wholeNumber } from '../environment/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';

/** Longest drain. ECS kills a Fargate task at most 120 s after SIGTERM; half of that is left for requests in flight. */
const MAXIMUM_DRAIN_MS = 60_000;

const TOPIC_ARN = /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;

const secret = v.optional(v.pipe(v.string(), v.minLength(1, 'must not be empty')));

/** The variables of every service. Values of secrets never appear in messages. */
const schema = v.object({
  HOST: v.optional(v.string(), '0.0.0.0'),
  /** @default the service's own port */
  PORT: v.optional(wholeNumber(0, 65_535)),
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
  IMAGE_TAG: v.optional(variables.imageTag),
  /** ECS sets it in every container. */
  ECS_CONTAINER_METADATA_URI_V4: v.optional(httpUrl),
  OPENAPI: v.optional(v.picklist(['on', 'off'], 'must be on or off'), 'off'),
  SERVICE_KEY: secret,
  API_KEY: secret,
  API_ENDPOINT: v.optional(httpUrl),
});

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).publicKey.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/**
 * Reads the settings that every service has.
 *
 * @throws EnvironmentError
 */
export const serviceSettings = registerAs('service', () => readEnvironment(schema, process.env));

/** Provides these settings to all modules. */
export const ServiceSettingsModule = ConfigModule.forFeature(serviceSettings);

export type ServiceSettings = ConfigType<typeof serviceSettings>;
