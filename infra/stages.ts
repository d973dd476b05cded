/**
 * The migration as data: what exists, and what each image tag of the monolith still gathers. Pure: readable without
 * CDK, by the image build, the local runner and the tests alike.
 */

/** The resources that Interstella trades, in the order in which the monolith has always gathered them. */
export const RESOURCES = ['iridium', 'magnesite'] as const;

/** Image tag of the monolith → the resources that it still gathers; baked into the image as a build argument. */
export const MONOLITH_GATHERS = {
  latest: ['iridium', 'magnesite'],
  noiridium: ['magnesite'],
  nomagnesite: [],
} as const satisfies Record<string, readonly (typeof RESOURCES)[number][]>;

export type MonolithTag = keyof typeof MONOLITH_GATHERS;

/** Every topic, queue, service and parameter of an environment starts with its name. */
export const DEFAULT_ENVIRONMENT_NAME = 'interstella';

/**
 * How SNS repeats a delivery that was not answered 2xx: four times 5 s apart, eight times backing off to a minute, then
 * every minute; about 29 minutes in all. What then is still undelivered goes to the subscription's redrive queue.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const DELIVERY_POLICY = {
  healthyRetryPolicy: {
    minDelayTarget: 5,
    maxDelayTarget: 60,
    numRetries: 38,
    numNoDelayRetries: 0,
    numMinDelayRetries: 4,
    numMaxDelayRetries: 26,
    backoffFunction: 'exponential',
  },
} as const;
