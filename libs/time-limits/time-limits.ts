/**
 * The time limits on an order's way, in ms. They nest: a caller waits longer than everything that its callee may do, so
 * that a caller does not give up on work that still succeeds. time-limits.spec.ts adds them up.
 */
export const TIME_LIMITS_MS = {
  /** One parameter from SSM, or several at once. */
  parameter: 1_500,
  /** ECS's task metadata. No order waits for it. */
  metadata: 2_000,
  /** The download of a signing certificate. */
  certificate: 2_000,
  /** The call of ConfirmSubscription. */
  confirmation: 5_000,
  /** Largest GATHER_MS. */
  gathering: 3_000,
  /** HQ's own work for a request, except for requests that read much of the ledger. */
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
  /** How long a stopping service finishes orders in flight: one SNS attempt, and a second to close. */
  closing: 16_000,
} as const;
