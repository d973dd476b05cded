import { describe, expect, it } from '@jest/globals';
import { STAGES } from '@interstella/infra/stages';
import { hasLoadBalancer, owesNothing } from './local-status.ts';

const stage = (wanted: string) => STAGES.find(({ name }) => name === wanted);
const steady = { changing: undefined };
const changing = { changing: { what: 'to stage task', since: 'then' } };

describe('a stage that takes orders and is owed none', () => {
  it('is not well, and is taken once more', () => {
    expect(owesNothing(stage('alb'), steady, false)).toEqual([
      'Interstella HQ owes this stage no orders. Unless a step waits at its gate right now: npx interstella stage alb',
    ]);
  });

  it.each([
    ['it is owed orders', 'alb', steady, true],
    ['HQ does not answer', 'alb', steady, undefined],
    ['it is being changed', 'alb', changing, false],
    ['it takes none', 'task', steady, false],
    ['no stage is up', 'none', steady, false],
  ] as const)('is nobody’s concern where %s', (_, name, state, isOpen) => {
    expect(owesNothing(stage(name), state, isOpen)).toEqual([]);
  });
});

it.each([
  ['task', false],
  ['alb', true],
  ['none', false],
] as const)('the load balancer of stage %s listens: %p', (name, listens) => {
  expect(hasLoadBalancer(stage(name))).toBe(listens);
});
