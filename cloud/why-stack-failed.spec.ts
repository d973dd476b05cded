import { describe, expect, it } from '@jest/globals';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { explanationIn } from './why-stack-failed.ts';

const event = (ResourceStatus: StackEvent['ResourceStatus'], ResourceStatusReason?: string): StackEvent => ({
  ...{ StackId: 'id', EventId: 'id', StackName: 'Interstella', Timestamp: new Date(0) },
  ResourceStatus,
  ResourceStatusReason,
});
const BEGUN = event('CREATE_IN_PROGRESS', 'User Initiated');
const NO_ROLE = event(
  'CREATE_FAILED',
  'Invalid request provided: CreateCluster Invalid Request: Unable to assume the service linked role. Please verify that the ECS service linked role exists. (Service: AmazonECS; Status Code: 400)',
);
const ROLLED_BACK = event('ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Cluster].');

describe('why a stack failed', () => {
  it('is that a service-linked role is being made, in an account that is new to ECS', () => {
    expect(explanationIn([ROLLED_BACK, NO_ROLE, BEGUN])).toMatch(
      /service-linked role .* Run the same command again/,
    );
  });

  it.each([
    ['another reason', [ROLLED_BACK, event('CREATE_FAILED', 'Resource limit exceeded.'), BEGUN]],
    ['a reason of an earlier deployment', [ROLLED_BACK, BEGUN, NO_ROLE, BEGUN]],
    ['no event', []],
  ])('is not told, where there is %s', (_what, events) => {
    expect(explanationIn(events)).toBeUndefined();
  });
});
