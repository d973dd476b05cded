import type { StackPlace } from '@interstella/local/platform/template';

/** For what is the same in a template at every place. */
export const ANYWHERE: StackPlace = {
  region: 'us-east-1',
  accountId: '000000000000',
  partition: 'aws',
  loadBalancerDnsName: 'load-balancer',
};
