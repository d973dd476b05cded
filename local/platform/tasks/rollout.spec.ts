import { describe, expect, it } from '@jest/globals';
import { maximumTasks, minimumHealthy, nextStep } from './rollout.ts';
import { stateOf } from './testing/rollout-state.ts';

/** What is done, as `start 1, stop 2 (replaced)`. */
function step(...given: Parameters<typeof stateOf>): string {
  const { start, stop, isStuck } = nextStep(stateOf(...given));
  return [
    ...(start > 0 ? [`start ${start}`] : []),
    ...stop.map(({ id, why }) => `stop ${id} (${why})`),
    ...(isStuck ? ['stuck'] : []),
  ].join(', ');
}

const DOUBLE = [100, 200] as const;

describe('the bounds of a deployment', () => {
  it.each([
    [1, 50, 1],
    [3, 50, 2],
    [4, 50, 2],
    [7, 100, 7],
    [3, 0, 0],
  ])('of %d tasks, %d %% healthy are at least %d', (desired, percent, count) => {
    expect(minimumHealthy(desired, percent)).toBe(count);
  });

  it.each([
    [1, 150, 1],
    [3, 150, 4],
    [4, 125, 5],
    [2, 200, 4],
  ])('of %d tasks, %d %% are at most %d', (desired, percent, count) => {
    expect(maximumTasks(desired, percent)).toBe(count);
  });
});

describe('a rollout', () => {
  it('starts what is missing, and nothing twice', () => {
    expect(step(2, DOUBLE, [])).toBe('start 2');
    expect(step(2, DOUBLE, [['new', 'pending']])).toBe('start 1');
    expect(
      step(2, DOUBLE, [
        ['new', 'pending'],
        ['new', 'starting'],
      ]),
    ).toBe('');
  });

  it('starts new tasks beside the old ones, and stops these once those are healthy', () => {
    expect(step(1, DOUBLE, [['old', 'healthy']])).toBe('start 1');
    expect(
      step(1, DOUBLE, [
        ['old', 'healthy'],
        ['new', 'starting'],
      ]),
    ).toBe('');
    expect(
      step(1, DOUBLE, [
        ['old', 'healthy'],
        ['new', 'healthy'],
      ]),
    ).toBe('stop 1 (replaced)');
  });

  it('stops as many old tasks as there are new ones, when all must stay healthy', () => {
    const tasks = [
      ['old', 'healthy'],
      ['old', 'healthy'],
      ['new', 'healthy'],
      ['new', 'starting'],
    ] as const;
    expect(step(2, DOUBLE, tasks)).toBe('stop 1 (replaced)');
  });

  it('has no more tasks than the maximum', () => {
    const four = Array.from({ length: 4 }, () => ['old', 'healthy'] as const);
    expect(step(4, [100, 125], four)).toBe('start 1');
    expect(step(4, [50, 100], four)).toBe('stop 1 (replaced), stop 2 (replaced)');
  });

  it('says so when neither a start nor a stop is allowed', () => {
    expect(step(1, [100, 100], [['old', 'healthy']])).toBe('stuck');
    expect(step(1, [100, 100], [])).toBe('start 1');
  });

  it('stops old tasks that were not healthy yet at once', () => {
    expect(
      step(1, DOUBLE, [
        ['old', 'healthy'],
        ['old', 'starting'],
      ]),
    ).toBe('stop 2 (replaced)');
    expect(
      step(1, DOUBLE, [
        ['old', 'pending'],
        ['new', 'pending'],
      ]),
    ).toBe('stop 1 (replaced)');
  });

  it('keeps an unhealthy old task until enough others are healthy: the load balancer may have no better', () => {
    expect(
      step(1, DOUBLE, [
        ['old', 'unhealthy'],
        ['new', 'starting'],
      ]),
    ).toBe('');
    expect(
      step(1, DOUBLE, [
        ['old', 'unhealthy'],
        ['new', 'healthy'],
      ]),
    ).toBe('stop 1 (replaced)');
    expect(
      step(
        1,
        [0, 200],
        [
          ['old', 'unhealthy'],
          ['new', 'starting'],
        ],
      ),
    ).toBe('stop 1 (replaced)');
  });
});

describe('an unhealthy task', () => {
  it('is replaced before it is stopped', () => {
    expect(step(1, DOUBLE, [['new', 'unhealthy']])).toBe('start 1');
    expect(
      step(1, DOUBLE, [
        ['new', 'unhealthy'],
        ['new', 'starting'],
      ]),
    ).toBe('');
    expect(
      step(1, DOUBLE, [
        ['new', 'unhealthy'],
        ['new', 'healthy'],
      ]),
    ).toBe('stop 1 (unhealthy)');
  });

  it('is stopped first where there is no room, the oldest alone', () => {
    expect(
      step(
        2,
        [50, 100],
        [
          ['new', 'unhealthy'],
          ['new', 'unhealthy'],
        ],
      ),
    ).toBe('stop 1 (unhealthy)');
    expect(
      step(1, DOUBLE, [
        ['old', 'healthy'],
        ['new', 'unhealthy'],
      ]),
    ).toBe('stop 2 (unhealthy)');
    expect(step(1, [100, 100], [['old', 'unhealthy']])).toBe('stop 1 (replaced)');
    const both = [
      ['old', 'unhealthy'],
      ['new', 'unhealthy'],
    ] as const;
    expect(step(2, [50, 100], both)).toBe('stop 2 (unhealthy)');
  });
});

describe('scaling in', () => {
  it('takes tasks first that do nothing yet, then the newest', () => {
    const tasks = [
      ['new', 'healthy'],
      ['new', 'starting'],
      ['new', 'healthy'],
    ] as const;
    expect(step(2, DOUBLE, tasks)).toBe('stop 2 (scaled in)');
    expect(step(1, DOUBLE, tasks)).toBe('stop 2 (scaled in), stop 3 (scaled in)');
    expect(step(0, DOUBLE, [['new', 'healthy']])).toBe('stop 1 (scaled in)');
  });

  it('goes together with replacing old tasks', () => {
    const tasks = [
      ['old', 'healthy'],
      ['new', 'healthy'],
      ['new', 'healthy'],
    ] as const;
    expect(step(1, DOUBLE, tasks)).toBe('stop 3 (scaled in), stop 1 (replaced)');
  });
});
