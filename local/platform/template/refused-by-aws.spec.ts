import { describe, expect, it } from '@jest/globals';
import { refused, refusedWith } from './testing/refused.ts';

describe('what is known one by one, and AWS does not take together, is refused:', () => {
  it.each([
    { HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 10 },
    { HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 20 },
    { HealthCheckIntervalSeconds: 5 },
  ])('a health check that may take as long as its interval, %j', (healthCheck) => {
    expect(refusedWith('Group', healthCheck)).toEqual([
      expect.stringMatching(/^Group, HealthCheckTimeoutSeconds: must be less than HealthCheckInterval/),
    ]);
  });

  it('more than five patterns in a rule', () => {
    const withPatterns = (Values: readonly string[]) =>
      refusedWith('Rule', { Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values } }] });
    expect(withPatterns(['/a', '/b', '/c', '/d', '/e'])).toEqual([]);
    expect(withPatterns(['/a', '/b', '/c', '/d', '/e', '/f'])).toEqual([
      'Rule, Conditions[0].PathPatternConfig.Values: must hold at most 5 patterns, not 6.',
    ]);
  });

  it('a grace period for health checks where no load balancer makes them', () => {
    expect(refusedWith('Service', { HealthCheckGracePeriodSeconds: 30 })).toEqual([]);
    expect(refusedWith('Service', { LoadBalancers: undefined })).toEqual([]);
    expect(refusedWith('Service', { LoadBalancers: undefined, HealthCheckGracePeriodSeconds: 30 })).toEqual([
      expect.stringMatching(/^Service, HealthCheckGracePeriodSeconds: .* without LoadBalancers/),
    ]);
  });
});

it.each([undefined, 'Rule', ['Rule', 'Group']])(
  'a subscription that comes after no service, but after %j, is refused',
  (DependsOn) => {
    const problems = refused(({ Resources }) => Object.assign(Resources.Subscription ?? {}, { DependsOn }));
    expect(problems).toEqual([expect.stringMatching(/^Subscription, DependsOn: must name the service/)]);
  },
);
