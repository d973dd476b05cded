import { describe, expect, it } from '@jest/globals';
import { Generator } from '../generator/generator.ts';
import type { Hq } from '../hq.ts';
import { makeTick } from './make-tick.ts';
import { metricLine, type TickMetrics } from './tick-metrics.ts';

const AT_NOON = { time: '2026-11-20T12:00:00Z' };
const FUNCTION_MS = 58_000;

/** A tick in a time that passes only while it waits. */
function makeWorld(ordersPerMinute: number) {
  const world = {
    ms: 0,
    /** When each order was made. */
    made: [] as number[],
    backlog: 0,
    oldestWaitsMs: 90_000,
    metrics: [] as TickMetrics[],
    logged: [] as string[],
    open: ['ada'],
    reports: () => Promise.resolve(undefined) as ReturnType<Hq['reporter']['report']>,
  };
  const taken = new Set<number>();
  const now = () => world.ms;
  const say = (text: string) => void world.logged.push(text);
  const log = { log: say, warn: say, error: say };
  const publisher = {
    get backlog() {
      return world.backlog;
    },
    failure: undefined,
    hasRoomFor: () => true,
    make: (count: number) => {
      for (let order = 0; order < count; order += 1) world.made.push(world.ms);
      return Promise.resolve([]);
    },
    oldestUnsentAt: () => Promise.resolve(world.backlog > 0 ? world.ms - world.oldestWaitsMs : undefined),
    stop: () => Promise.resolve(),
  };
  const participants = { listOpen: () => Promise.resolve(world.open) };
  const startHq = () =>
    ({
      ...{ participants, publisher, log, now },
      generator: new Generator(publisher, { count: 0 }, participants.listOpen, now, log),
      scheduleLock: { acquire: (at: number) => Promise.resolve(!taken.has(at) && taken.add(at).has(at)) },
      reporter: { report: () => world.reports() },
    }) as unknown as Hq;
  const tick = makeTick(
    startHq,
    ordersPerMinute,
    (metrics) => world.metrics.push(metrics),
    (ms) => Promise.resolve((world.ms += ms)),
  );
  const end = FUNCTION_MS;
  const context = { getRemainingTimeInMillis: () => end - world.ms };
  return { world, run: () => tick(AT_NOON, context) };
}

describe('a tick', () => {
  it.each([
    [30, 1],
    [600, 12],
    [1, 1],
  ])('spreads %i orders over the minute, at most %i of them in a second', async (ordersPerMinute, most) => {
    const { world, run } = makeWorld(ordersPerMinute);
    expect(await run()).toEqual({ made: ordersPerMinute });
    const seconds = world.made.map((ms) => Math.ceil(ms / 1_000));
    for (let second = 0; second <= 60; second += 1) {
      expect(seconds.filter((one) => one === second).length).toBeLessThanOrEqual(most);
    }
    // Of the spec's own clock, which the generator moves.
    expect([49, 50, 51]).toContain(seconds.toSorted((a, b) => a - b).at(-1));
  });

  it('ends at once without the lock if no participant is open', async () => {
    const { world, run } = makeWorld(30);
    world.open = [];
    expect(await run()).toEqual({ made: 0 });
    expect(world.ms).toBe(0);
    world.open = ['ada'];
    expect(await run()).toEqual({ made: 30 });
  });

  it('makes fewer orders while the publisher is blocked, and logs it', async () => {
    const { world, run } = makeWorld(30);
    world.backlog = 100;
    // After the tick has made what it can.
    setTimeout(() => (world.backlog = 0), 500);
    expect(await run()).toEqual({ made: 0 });
    expect(world.logged.join()).toContain(
      'Only 0 of 30 orders were made: Waits: 100 orders are not published',
    );
    world.backlog = 0;
    expect(await run()).toEqual({ made: 0 });
  });

  it('makes no orders while an order has waited for SNS for more than two minutes, and logs it', async () => {
    const { world, run } = makeWorld(30);
    world.backlog = 1;
    world.oldestWaitsMs = 120_001;
    // After the tick has made what it can.
    setTimeout(() => (world.backlog = 0), 500);
    expect(await run()).toEqual({ made: 0 });
    expect(world.ms).toBe(0);
    expect(world.logged).toEqual(['No orders are made: one has waited for SNS for 120 s.']);
    expect(await run()).toEqual({ made: 30 });
  });

  it('measures the ledger, and counts lost orders of red participants alone', async () => {
    const { world, run } = makeWorld(30);
    const participants = [
      { red: true, open: 4, lost: 2, unattributed: 1 },
      { red: false, open: 3, lost: 5, unattributed: 7 },
    ];
    world.reports = () =>
      Promise.resolve({ participants }) as unknown as ReturnType<Hq['reporter']['report']>;
    await run();
    expect(world.metrics).toEqual([
      { Published: 30, TickErrors: 0, Open: 7, Red: 1, Lost: 2, Unattributed: 1, OutboxAge: 0 },
    ]);
  });

  it('logs that the ledger does not answer, and writes the other metrics', async () => {
    const { world, run } = makeWorld(30);
    world.reports = () => Promise.reject(new Error('no answer'));
    expect(await run()).toEqual({ made: 30 });
    expect(world.metrics).toEqual([{ Published: 30, TickErrors: 0 }]);
    expect(world.logged).toContain('The ledger cannot be read for metrics: no answer');
  });
});

describe('the line of metrics', () => {
  it('is of the embedded metric format', () => {
    const line = metricLine({ Published: 30, TickErrors: 0, OutboxAge: 1.5 }, 'interstella-hq-generator', 7);
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: 7,
        CloudWatchMetrics: [
          {
            Namespace: 'Interstella/HQ',
            Dimensions: [['FunctionName']],
            Metrics: [
              { Name: 'Published', Unit: 'Count' },
              { Name: 'TickErrors', Unit: 'Count' },
              { Name: 'OutboxAge', Unit: 'Seconds' },
            ],
          },
        ],
      },
      ...{ FunctionName: 'interstella-hq-generator', Published: 30, TickErrors: 0, OutboxAge: 1.5 },
    });
    expect(line).not.toContain('\n');
  });
});
