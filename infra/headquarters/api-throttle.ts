import { TOPICS } from '../stages.ts';
import type { Settings } from '../settings/settings.ts';

/** Claims per order of a participant that is subscribed to every topic, in stages where monolith and microservices overlap. */
export const CLAIMS_AN_ORDER = TOPICS.length;

/** HQ spreads the orders of a minute over this time (hq/lambda/make-tick.ts). */
const SPREAD_S = 50;

/** Headroom for retries, reports and the instructor. */
const HEADROOM = 2;

/** API Gateway's default quota of an account in a region, for all its APIs together. */
export const API_QUOTA = { rateLimit: 10_000, burstLimit: 5_000 } as const;

export interface Throttle {
  /** Requests per second of all participants together. */
  readonly rateLimit: number;
  /** Requests at once. */
  readonly burstLimit: number;
}

/** The load that HQ is sized for. */
export type Load = Pick<Settings, 'participants' | 'ordersPerMinute' | 'maxReceivesPerSecond'>;

/**
 * The throttle of the fulfillment API: the claims of all participants for HQ's schedule, with headroom, plus one
 * participant that catches up as fast as SNS delivers. An order reaches all participants at once, hence the burst.
 */
export function apiThrottle({ participants, ordersPerMinute, maxReceivesPerSecond }: Load): Throttle {
  const scheduled = participants * CLAIMS_AN_ORDER * (ordersPerMinute / SPREAD_S);
  const catchingUp = CLAIMS_AN_ORDER * maxReceivesPerSecond;
  const rateLimit = Math.ceil(HEADROOM * scheduled + catchingUp);
  return { rateLimit, burstLimit: rateLimit + participants * CLAIMS_AN_ORDER };
}
