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

const RetryPolicyFields = v.strictObject({
  minDelayTarget: v.nullish(Delay, DEFAULT_RETRY_POLICY.minDelayTarget),
  maxDelayTarget: v.nullish(Delay, DEFAULT_RETRY_POLICY.maxDelayTarget),
  numRetries: v.nullish(Count, DEFAULT_RETRY_POLICY.numRetries),
  numNoDelayRetries: v.nullish(Count, 0),
  numMinDelayRetries: v.nullish(Count, 0),
  numMaxDelayRetries: v.nullish(Count, 0),
  backoffFunction: v.nullish(v.picklist(BACKOFF_FUNCTIONS), 'linear'),
});

const RetryPolicySchema = v.pipe(NotAList, RetryPolicyFields);

const ThrottlePolicy = v.pipe(
  NotAList,
  v.strictObject({ maxReceivesPerSecond: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1))) }),
);
const RequestPolicy = v.pipe(
  NotAList,
  v.strictObject({
    headerContentType: v.nullish(
      v.pipe(
        v.string(),
        v.regex(CONTENT_TYPE, `must be one of ${CONTENT_TYPES.join(', ')}, with or without ; charset=UTF-8`),
      ),
    ),
  }),
);

const SubscriptionPolicySchema = v.pipe(
  NotAList,
  v.strictObject({
    healthyRetryPolicy: v.nullish(RetryPolicySchema),
    sicklyRetryPolicy: v.nullish(Unsupported),
    throttlePolicy: v.nullish(ThrottlePolicy),
    requestPolicy: v.nullish(RequestPolicy),
    guaranteed: v.nullish(v.literal(false)),
  }),
);

const TopicPolicySchema = v.pipe(
  NotAList,
  v.strictObject({
    http: v.nullish(
      v.pipe(
        NotAList,
        v.strictObject({
          defaultHealthyRetryPolicy: v.nullish(RetryPolicySchema),
          defaultSicklyRetryPolicy: v.nullish(Unsupported),
          disableSubscriptionOverrides: v.nullish(v.boolean(), false),
          defaultThrottlePolicy: v.nullish(ThrottlePolicy),
          defaultRequestPolicy: v.nullish(RequestPolicy),
        }),
      ),
      {},
    ),
  }),
);

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
  const { healthyRetryPolicy: retry, throttlePolicy, requestPolicy } = parse(SubscriptionPolicySchema, json);
  return {
    retry: retry ? checked(retry) : undefined,
    maxReceivesPerSecond: throttlePolicy?.maxReceivesPerSecond ?? undefined,
    contentType: requestPolicy?.headerContentType ?? undefined,
  };
}

/**
 * Reads the attribute DeliveryPolicy of a topic, `{"http": {"defaultHealthyRetryPolicy": {…},
 * "disableSubscriptionOverrides": false}}`.
 *
 * @throws AwsError InvalidParameter with the reason
 */
export function parseTopicDeliveryPolicy(json: string): TopicDeliveryPolicy {
  const { http } = parse(TopicPolicySchema, json);
  const { defaultHealthyRetryPolicy: retry, defaultThrottlePolicy, defaultRequestPolicy } = http;
  return {
    retry: retry ? checked(retry) : undefined,
    maxReceivesPerSecond: defaultThrottlePolicy?.maxReceivesPerSecond ?? undefined,
    contentType: defaultRequestPolicy?.headerContentType ?? undefined,
    disableSubscriptionOverrides: http.disableSubscriptionOverrides,
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
