import * as v from 'valibot';
import { AwsError } from '../endpoints/aws-error.ts';
import { BACKOFF_FUNCTIONS, DEFAULT_RETRY_POLICY, type RetryPolicy, retryDelays } from './retry-delays.ts';

const MAX_DELAY_S = 3600;
const MAX_TOTAL_S = 3600;
const MAX_RETRIES = 100;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_RETRIES));
const Delay = v.pipe(v.number(), v.gtValue(0), v.maxValue(MAX_DELAY_S));

/** valibot takes an array for an object without required fields. */
const NotAList = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value), 'must be an object, not a list'),
);

/** AWS prints these as null and no longer documents them. */
const Unsupported = v.never('is not supported here; the healthy retry policy holds throughout');

/** The SNS Developer Guide lists them for SetTopicAttributes; others need raw delivery, which is not here. */
const CONTENT_TYPES = ['text/plain', 'application/json', 'application/xml'];
const CONTENT_TYPE = new RegExp(`^(?:${CONTENT_TYPES.join('|')})(?:; ?charset=utf-8)?$`, 'i');

const object = <Fields extends v.ObjectEntries>(fields: Fields) => v.pipe(NotAList, v.strictObject(fields));

const RetryPolicySchema = object({
  minDelayTarget: v.nullish(Delay, DEFAULT_RETRY_POLICY.minDelayTarget),
  maxDelayTarget: v.nullish(Delay, DEFAULT_RETRY_POLICY.maxDelayTarget),
  numRetries: v.nullish(Count, DEFAULT_RETRY_POLICY.numRetries),
  numNoDelayRetries: v.nullish(Count, 0),
  numMinDelayRetries: v.nullish(Count, 0),
  numMaxDelayRetries: v.nullish(Count, 0),
  backoffFunction: v.nullish(v.picklist(BACKOFF_FUNCTIONS), 'linear'),
});
const ThrottlePolicy = object({
  maxReceivesPerSecond: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1))),
});
const RequestPolicy = object({
  headerContentType: v.nullish(
    v.pipe(
      v.string(),
      v.regex(CONTENT_TYPE, `must be one of ${CONTENT_TYPES.join(', ')}, with or without ; charset=UTF-8`),
    ),
  ),
});

const SubscriptionPolicySchema = object({
  healthyRetryPolicy: v.nullish(RetryPolicySchema),
  sicklyRetryPolicy: v.nullish(Unsupported),
  throttlePolicy: v.nullish(ThrottlePolicy),
  requestPolicy: v.nullish(RequestPolicy),
  guaranteed: v.nullish(v.literal(false)),
});

const TopicPolicySchema = object({
  http: v.nullish(
    object({
      defaultHealthyRetryPolicy: v.nullish(RetryPolicySchema),
      defaultSicklyRetryPolicy: v.nullish(Unsupported),
      disableSubscriptionOverrides: v.nullish(v.boolean(), false),
      defaultThrottlePolicy: v.nullish(ThrottlePolicy),
      defaultRequestPolicy: v.nullish(RequestPolicy),
    }),
    {},
  ),
});

/** The content of a delivery policy; absent parts are undefined. */
export interface DeliveryPolicy {
  readonly retry: RetryPolicy | undefined;
  /** Of its throttle policy: attempts a second to one subscription. */
  readonly maxReceivesPerSecond: number | undefined;
  /** Of its request policy: the Content-Type of notifications. */
  readonly contentType: string | undefined;
}

export interface TopicDeliveryPolicy extends DeliveryPolicy {
  readonly disableSubscriptionOverrides: boolean;
}

/**
 * Reads the attribute DeliveryPolicy of a subscription, `{"healthyRetryPolicy": {…}, "throttlePolicy": {…}}`. Fields left
 * out or null have SNS's defaults. Differences from real SNS: delays may be fractions of a second, and a sickly retry policy is
 * refused.
 *
 * @throws AwsError InvalidParameter with the reason
 */
export function parseSubscriptionDeliveryPolicy(json: string): DeliveryPolicy {
  const { healthyRetryPolicy, throttlePolicy, requestPolicy } = parse(SubscriptionPolicySchema, json);
  return policyOf(healthyRetryPolicy, throttlePolicy, requestPolicy);
}

/**
 * Reads the attribute DeliveryPolicy of a topic, `{"http": {"defaultHealthyRetryPolicy": {…},
 * "disableSubscriptionOverrides": false}}`.
 *
 * @throws AwsError InvalidParameter with the reason
 */
export function parseTopicDeliveryPolicy(json: string): TopicDeliveryPolicy {
  const { http } = parse(TopicPolicySchema, json);
  return {
    ...policyOf(http.defaultHealthyRetryPolicy, http.defaultThrottlePolicy, http.defaultRequestPolicy),
    disableSubscriptionOverrides: http.disableSubscriptionOverrides,
  };
}

function policyOf(
  retry: v.InferOutput<typeof RetryPolicySchema> | null | undefined,
  throttle: v.InferOutput<typeof ThrottlePolicy> | null | undefined,
  request: v.InferOutput<typeof RequestPolicy> | null | undefined,
): DeliveryPolicy {
  return {
    retry: retry ? checked(retry) : undefined,
    maxReceivesPerSecond: throttle?.maxReceivesPerSecond ?? undefined,
    contentType: request?.headerContentType ?? undefined,
  };
}

/** The policy in force for a subscription: its own before its topic's, part by part, unless the topic forbids that. */
export function effectiveDeliveryPolicy({
  topic: { deliveryPolicy: ofTopic },
  deliveryPolicy,
}: {
  readonly topic: { readonly deliveryPolicy: TopicDeliveryPolicy | undefined };
  readonly deliveryPolicy: DeliveryPolicy | undefined;
}): DeliveryPolicy & { readonly retry: RetryPolicy } {
  const own = ofTopic?.disableSubscriptionOverrides === true ? undefined : deliveryPolicy;
  return {
    retry: own?.retry ?? ofTopic?.retry ?? DEFAULT_RETRY_POLICY,
    maxReceivesPerSecond: own?.maxReceivesPerSecond ?? ofTopic?.maxReceivesPerSecond,
    contentType: own?.contentType ?? ofTopic?.contentType,
  };
}

function checked(policy: RetryPolicy): RetryPolicy {
  const { minDelayTarget, maxDelayTarget, numRetries } = policy;
  const phases = policy.numNoDelayRetries + policy.numMinDelayRetries + policy.numMaxDelayRetries;
  if (maxDelayTarget < minDelayTarget) {
    throw invalid(`maxDelayTarget ${maxDelayTarget} must not be less than minDelayTarget ${minDelayTarget}`);
  }
  if (phases > numRetries) {
    throw invalid(
      `numNoDelayRetries + numMinDelayRetries + numMaxDelayRetries is ${phases}, more than numRetries ${numRetries}`,
    );
  }
  const total = retryDelays(policy).reduce((sum, delay) => sum + delay, 0);
  if (total > MAX_TOTAL_S) {
    throw invalid(`the delays add up to ${Math.ceil(total)} s, more than ${MAX_TOTAL_S} s`);
  }
  return policy;
}

function parse<Schema extends v.GenericSchema>(schema: Schema, json: string): v.InferOutput<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw invalid('failed to parse JSON');
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalid(`${v.getDotPath(issue) ?? 'the policy'}: ${issue.message}`);
}

function invalid(reason: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: DeliveryPolicy: ${reason}`);
}
