/**
 * How long everything that an order waits for may take, in milliseconds. The limits nest: what a caller allows contains
 * everything that the called one may do, so that nobody gives up on work that still succeeds. time-limits.spec.ts adds
 * them up.
 */
export const TIME_LIMITS_MS = {
  /** One parameter from SSM, or several at once. */
  parameter: 1_500,
  /** What ECS tells about a task. No order waits for it. */
  metadata: 2_000,
  /** The download of a signing certificate. */
  certificate: 2_000,
  /** The call of ConfirmSubscription. */
  confirmation: 5_000,
  /** What GATHER_MS may be at most. */
  gathering: 3_000,
  /** What HQ itself does for a request, but for one that reads much of the ledger. */
  hqWork: 3_500,
  /** A call of HQ's fulfillment API. */
  hq: 4_000,
  /** A microservice's call of the monolith's `/fulfill/`. */
  fulfill: 8_000,
  /**
   * An attempt of SNS to deliver.
   *
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html
   */
  attempt: 15_000,
  /** What a service that stops has for the orders in hand: a whole attempt, and a second to close. */
  closing: 16_000,
} as const;
