import { describe, expect, it } from '@jest/globals';
import { ofType } from '../testing/queries.ts';
import { templateOf } from '../testing/templates.ts';

describe('the throttle of the API', () => {
  const throttleOf = (context: Record<string, string>) => {
    const [stage] = ofType(templateOf('hq', context), 'AWS::ApiGatewayV2::Stage').values();
    const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = stage?.DefaultRouteSettings as Record<
      string,
      number
    >;
    return { rate, burst };
  };

  it.each([
    // Twice what all claim of 0.6 orders/s, three times each, and one who takes 3 × 250 deliveries/s.
    [{ participants: '50' }, { rate: 180 + 750, burst: 930 + 150 }],
    [{ participants: '1' }, { rate: 4 + 750, burst: 754 + 3 }],
    [
      { participants: '50', ordersPerMinute: '600' },
      { rate: 3_600 + 750, burst: 4_350 + 150 },
    ],
    [
      { participants: '50', maxReceivesPerSecond: '10' },
      { rate: 180 + 30, burst: 210 + 150 },
    ],
    [
      { participants: '1', ordersPerMinute: '0' },
      { rate: 750, burst: 753 },
    ],
  ])('for %j is %j', (context, expected) => {
    expect(throttleOf(context)).toEqual(expected);
  });
});
