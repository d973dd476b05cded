/**
 * Time limits that nest, in seconds: an attempt of SNS (15) < drain = deregistration delay < stop timeout. A service
 * that is told to stop serves on for DRAIN_S while the load balancer lets go of it, then has 16 s to end what is in
 * hand; only after that may it be killed. Fargate allows 120 s at most.
 */
export const SNS_ATTEMPT_S = 15;
export const DRAIN_S = 20;
export const STOP_TIMEOUT_S = 45;

/** Dead letters wait so long to be redriven, the most that SQS allows; what tells of them is kept as long. */
export const KEPT_DAYS = 14;
