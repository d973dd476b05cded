import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { maximumTasks, minimumHealthy, nextStep, type RolloutState, type RolloutTask } from './rollout.ts';

type Shorthand = readonly [which: 'new' | 'old', state: RolloutTask['state']];

/** Tasks `1`, `2`, … in the order in which they were started. */
const stateOf = (
  desired: number,
  [minimum, maximum]: readonly [number, number],
  tasks: readonly Shorthand[],
) =>
  ({
    desiredCount: desired,
    minimumHealthyPercent: minimum,
    maximumPercent: maximum,
    tasks: tasks.map(([which, state], index) => ({
      id: String(index + 1),
      isCurrent: which === 'new',
      state,
      startedAt: index,
    })),
  }) satisfies RolloutState;

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

describe('any rollout', () => {
  const task = fc.tuple(
    fc.constantFrom('new' as const, 'old' as const),
    fc.constantFrom('pending' as const, 'starting' as const, 'healthy' as const, 'unhealthy' as const),
  );
  const given = fc.record({
    desired: fc.integer({ min: 0, max: 8 }),
    minimum: fc.integer({ min: 0, max: 100 }),
    maximum: fc.integer({ min: 100, max: 200 }),
    tasks: fc.array(task, { maxLength: 16 }),
  });

  it('never starts above the maximum, nor stops a healthy task of the minimum', () => {
    fc.assert(
      fc.property(given, ({ desired, minimum, maximum, tasks }) => {
        const state = stateOf(desired, [minimum, maximum], tasks);
        const { start, stop } = nextStep(state);
        const stopped = new Set(stop.map(({ id }) => id));
        const healthy = state.tasks.filter((one) => one.state === 'healthy');
        const kept = healthy.filter(({ id }) => !stopped.has(id));
        const least = Math.min(healthy.length, minimumHealthy(desired, minimum));
        expect(start === 0 || tasks.length + start <= maximumTasks(desired, maximum)).toBe(true);
        expect(kept.length).toBeGreaterThanOrEqual(least);
        expect(stopped.size).toBe(stop.length);
      }),
    );
  });

  it('ends with the desired count of new tasks, whatever it began with', () => {
    fc.assert(
      fc.property(given, ({ desired, minimum, tasks }) => {
        let state = stateOf(desired, [minimum, 200], tasks);
        for (let round = 0; round < 200; round += 1) state = carriedOut(state, round);
        expect(state.tasks.map(({ isCurrent, state: one }) => [isCurrent, one])).toEqual(
          Array.from({ length: desired }, () => [true, 'healthy']),
        );
      }),
    );
  });

  /** The step is done, and whatever was started becomes healthy. */
  function carriedOut(state: ReturnType<typeof stateOf>, round: number): ReturnType<typeof stateOf> {
    const { start, stop } = nextStep(state);
    const started = Array.from({ length: start }, (_, index) => ({
      id: `${round}-${index}`,
      isCurrent: true,
      state: 'healthy' as const,
      startedAt: 100 + round,
    }));
    const kept = state.tasks
      .filter(({ id }) => !stop.some((choice) => choice.id === id))
      .map((one) => (one.state === 'unhealthy' ? one : { ...one, state: 'healthy' as const }));
    return { ...state, tasks: [...kept, ...started] };
  }
});
