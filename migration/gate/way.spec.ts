import { describe, expect, it } from '@jest/globals';
import { STAGES, type Stage } from '@interstella/infra/stages';
import { neighboursOf, takesOrders, wayTo } from './way.ts';

const named = (name: string): Stage => {
  const stage = STAGES.find((one) => one.name === name);
  if (!stage) throw new Error(`There is no stage ${name}.`);
  return stage;
};

function way(to: string, from?: string) {
  const found = wayTo(named(to), from === undefined ? undefined : named(from));
  return 'step' in found ? found.step : found.stages.map(({ name }) => name);
}

describe('the way to a stage', () => {
  it.each([
    ['hq', undefined, 'first'],
    ['workshop', undefined, 'first'],
    ['task', 'workshop', 'forwards'],
    ['alb', 'iridium', 'backwards'],
    ['alb', 'alb', 'same'],
    ['hq', 'hq', 'same'],
  ])('to %s from %s is one step, %s', (to, from, step) => {
    expect(way(to, from)).toBe(step);
  });

  it.each([
    ['alb', undefined, ['workshop', 'task', 'alb']],
    ['noiridium', 'task', ['alb', 'iridium', 'noiridium']],
    ['workshop', 'iridium', ['alb', 'task', 'workshop']],
    ['nomagnesite', 'noiridium', ['magnesite', 'nomagnesite']],
  ])('to %s from %s skips nothing', (to, from, stages) => {
    expect(way(to, from)).toEqual(stages);
  });
});

it('a stage has the neighbours of its own stack', () => {
  expect(neighboursOf(named('hq'))).toEqual({});
  expect(neighboursOf(named('workshop'))).toEqual({ next: named('task') });
  expect(neighboursOf(named('alb'))).toEqual({ previous: named('task'), next: named('iridium') });
  expect(neighboursOf(named('nomagnesite'))).toEqual({ previous: named('magnesite') });
});

it('orders flow from alb on', () => {
  expect(STAGES.filter(takesOrders).map(({ name }) => name)).toEqual([
    'alb',
    'iridium',
    'noiridium',
    'magnesite',
    'nomagnesite',
  ]);
  expect(takesOrders(undefined)).toBe(false);
});
