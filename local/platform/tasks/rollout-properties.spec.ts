import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { maximumTasks, minimumHealthy, nextStep } from './rollout.ts';
import { stateOf } from './testing/rollout-state.ts';

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
