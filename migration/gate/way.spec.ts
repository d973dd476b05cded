import { describe, expect, it } from '@jest/globals';
import { stageNamed } from '@interstella/infra/settings';
import { STAGES } from '@interstella/infra/stages';
import { neighboursOf, takesOrders, wayTo } from './way.ts';

function way(to: string, from?: string) {
  const found = wayTo(stageNamed(to), from === undefined ? undefined : stageNamed(from));
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
  expect(neighboursOf(stageNamed('hq'))).toEqual({});
  expect(neighboursOf(stageNamed('workshop'))).toEqual({ next: stageNamed('task') });
  expect(neighboursOf(stageNamed('alb'))).toEqual({
    previous: stageNamed('task'),
    next: stageNamed('iridium'),
  });
  expect(neighboursOf(stageNamed('nomagnesite'))).toEqual({ previous: stageNamed('magnesite') });
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
