/**
 * Time limits that nest, in seconds: an attempt of SNS (15) < drain = deregistration delay < stop timeout. A service
 * that gets SIGTERM serves for DRAIN_S while the load balancer deregisters it, then has 16 s to end requests in flight,
 * before ECS kills it. Fargate allows 120 s at most.
 */
export const SNS_ATTEMPT_S = 15;
export const DRAIN_S = 20;
export const STOP_TIMEOUT_S = 45;

/** How long dead letters and their logs are kept: the most that SQS allows. */
export const KEPT_DAYS = 14;
