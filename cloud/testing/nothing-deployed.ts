import type { Status } from '../status.ts';

/** An account in which nothing is deployed. */
export const NOTHING_DEPLOYED: Status = {
  environmentName: 'interstella',
  account: '123456789012',
  region: 'us-east-1',
  hq: undefined,
  interstella: undefined,
  previous: undefined,
  next: 'hq',
  loadBalancerUrl: undefined,
  services: [],
  subscriptions: [],
  queues: [],
  problems: [],
  orders: undefined,
};
