import { TOPICS } from '../stages.ts';
import type { Settings } from '../settings/settings.ts';

/** Who is subscribed to every topic claims an order so often: in the stages where old and new work beside each other. */
export const CLAIMS_AN_ORDER = TOPICS.length;

/** HQ's function spreads the orders of a minute over this (hq/lambda/make-tick.ts). */
const SPREAD_S = 50;

/** Repeats, reports and the instructor come on top of the claims of the schedule. */
const HEADROOM = 2;

/** What API Gateway grants an account in a region, all its APIs together, unless AWS raised it. */
export const API_QUOTA = { rateLimit: 10_000, burstLimit: 5_000 } as const;

export interface Throttle {
  /** Requests a second, of all participants together. */
  readonly rateLimit: number;
  /** Requests at once. */
  readonly burstLimit: number;
}

/** What HQ is sized for. */
export type Load = Pick<Settings, 'participants' | 'ordersPerMinute' | 'maxReceivesPerSecond'>;

/**
 * How many requests the fulfillment API takes: what all participants claim of HQ's schedule, with headroom, and one
 * participant who catches up as fast as SNS delivers. An order reaches everybody at once, hence the burst.
 */
export function apiThrottle({ participants, ordersPerMinute, maxReceivesPerSecond }: Load): Throttle {
  const scheduled = participants * CLAIMS_AN_ORDER * (ordersPerMinute / SPREAD_S);
  const catchingUp = CLAIMS_AN_ORDER * maxReceivesPerSecond;
  const rateLimit = Math.ceil(HEADROOM * scheduled + catchingUp);
  return { rateLimit, burstLimit: rateLimit + participants * CLAIMS_AN_ORDER };
}
