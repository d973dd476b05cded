import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { HealthCheck } from '../deployment/index.ts';
import type { CheckOutcome } from './health-record.ts';
import { HealthChecks } from './health-checks.ts';

const SETTINGS: HealthCheck = {
  path: '/',
  intervalS: 10,
  timeoutS: 5,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  matcher: '200',
};
const PASSED: CheckOutcome = { passed: true };
const FAILED: CheckOutcome = { passed: false, reason: 'Target.FailedHealthChecks', description: 'refused' };

/** Checks that end when they are told to. */
class World {
  readonly started: { readonly settings: HealthCheck; readonly signal: AbortSignal }[] = [];
  readonly #ends: ((outcome: CheckOutcome) => void)[] = [];
  changes = 0;
  readonly checks = new HealthChecks(
    SETTINGS,
    (settings, signal) => {
      this.started.push({ settings, signal });
      return new Promise((resolve) => this.#ends.push(resolve));
    },
    () => {
      this.changes += 1;
    },
  );

  async end(check: number, outcome: CheckOutcome): Promise<void> {
    this.#ends[check]?.(outcome);
    await Promise.resolve();
  }
}

describe('HealthChecks', () => {
  let world: World;

  beforeEach(() => {
    jest.useFakeTimers();
    world = new World();
  });

  afterEach(() => {
    world.checks.stop();
    jest.useRealTimers();
  });

  it('make the first check at once', () => {
    expect(world.started).toHaveLength(1);
  });

  it('make one every interval, however long each takes', async () => {
    jest.advanceTimersByTime(9_999);
    await world.end(0, PASSED);
    expect(world.started).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(world.started).toHaveLength(2);
    await world.end(1, PASSED);
    jest.advanceTimersByTime(10_000);
    expect(world.started).toHaveLength(3);
  });

  it('make none while one is under way', async () => {
    jest.advanceTimersByTime(25_000);
    expect(world.started).toHaveLength(1);
    await world.end(0, PASSED);
    jest.advanceTimersByTime(5_000);
    expect(world.started).toHaveLength(2);
  });

  it('tell of a change of state, and of nothing else', async () => {
    await world.end(0, PASSED);
    expect([world.changes, world.checks.health.state]).toEqual([1, 'healthy']);
    jest.advanceTimersByTime(10_000);
    await world.end(1, FAILED);
    expect([world.changes, world.checks.health.state]).toEqual([1, 'healthy']);
    jest.advanceTimersByTime(10_000);
    await world.end(2, FAILED);
    expect([world.changes, world.checks.health.state]).toEqual([2, 'unhealthy']);
  });

  it('go by new settings from the next check on, and by a new interval at once', async () => {
    await world.end(0, PASSED);
    world.checks.settings = { ...SETTINGS, path: '/iridium/', intervalS: 3 };
    expect(world.started).toHaveLength(1);
    jest.advanceTimersByTime(3_000);
    expect(world.started.map(({ settings }) => settings.path)).toEqual(['/', '/iridium/']);
  });

  it('end with stop: no further check, and what is under way counts no more', async () => {
    world.checks.stop();
    expect(world.started[0]?.signal.aborted).toBe(true);
    await world.end(0, PASSED);
    jest.advanceTimersByTime(60_000);
    expect([world.started.length, world.changes]).toEqual([1, 0]);
  });
});
