import { describe, expect, it } from '@jest/globals';
import { theOne } from '../testing/queries.ts';
import { templateOf } from '../testing/templates.ts';

describe('the lanes of the ledger', () => {
  const lanesOf = (context: Record<string, string>) => {
    const template = templateOf('hq', context);
    const api = theOne(template, 'AWS::Lambda::Function', 'FunctionName', 'interstella-hq-api');
    const { Variables } = api.Properties.Environment as { Variables: Record<string, string> };
    return { groups: Variables.LEDGER_GROUPS, lanes: Variables.LEDGER_LANES };
  };

  it.each([
    // One who takes 3 × 250 deliveries a second, at 333 a lane.
    [{ participants: '1' }, { groups: '1', lanes: '3' }],
    // 1080 at once, at 3 × 333 a group.
    [{ participants: '50' }, { groups: '2', lanes: '3' }],
    [
      { participants: '50', ordersPerMinute: '600' },
      { groups: '5', lanes: '3' },
    ],
    [
      { participants: '500', maxReceivesPerSecond: '5' },
      { groups: '10', lanes: '1' },
    ],
  ])('for %j are %j', (context, expected) => {
    expect(lanesOf(context)).toEqual(expected);
  });
});
