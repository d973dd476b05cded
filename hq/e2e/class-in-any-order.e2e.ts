import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ModelParticipant, type Step } from './class-model.ts';
import { ClassRun } from './class-run.ts';
import { freshTables, RETRY_WINDOW_MS, startDynamo, startHq, TestClock } from './world.ts';

const NAMES = ['ada', 'bob', 'cyd', 'dan'];
/** A millisecond makes the difference at the end of the retry window. */
const WAITS_MS = [1, 60_000, RETRY_WINDOW_MS / 2, RETRY_WINDOW_MS, RETRY_WINDOW_MS + 1];

const does = <T extends Step['does']>(name: T) => fc.constant(name);
const who = fc.constantFrom(...NAMES);
const topics = fc.subarray(['orders', 'iridium', 'magnesite'], { minLength: 1 });
const whose = fc.subarray(NAMES, { minLength: 1 });

const subscribe: fc.Arbitrary<Step> = fc.record({ does: does('subscribe'), who, topics });

const change: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('open', 'close', 'unsubscribe'), who }) },
  { weight: 1, arbitrary: subscribe },
);

const order: fc.Arbitrary<Step> = fc.record({ does: does('order'), count: fc.integer({ min: 1, max: 2 }) });

const consequence: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: does('claim') }) },
  { weight: 3, arbitrary: fc.record({ does: does('wait'), ms: fc.constantFrom(...WAITS_MS) }) },
  { weight: 2, arbitrary: fc.record({ does: does('republish'), whose }) },
  { weight: 1, arbitrary: fc.record({ does: does('count') }) },
);

/** Every round has an order, which tells who was open and who subscribed. */
const round = fc
  .tuple(
    fc.array(change, { maxLength: 3 }),
    order,
    fc.array(consequence, { minLength: 1, maxLength: 3, size: 'max' }),
  )
  .map(([changes, one, then]) => [...changes, one, ...then]);

const beginning = fc
  .tuple(fc.subarray(NAMES), fc.array(subscribe, { maxLength: 4, size: 'max' }))
  .map(([open, subscribed]) => [...open.map((name): Step => ({ does: 'open', who: name })), ...subscribed]);

const lesson = fc
  .tuple(beginning, fc.array(round, { minLength: 2, maxLength: 5, size: 'max' }))
  .map(([first, rounds]) => [...first, ...rounds.flat()]);

let dynamo: Awaited<ReturnType<typeof startDynamo>>;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function teach(steps: readonly Step[]): Promise<void> {
  const clock = new TestClock();
  const hq = startHq(dynamo.endpoint, await freshTables(dynamo.endpoint), clock);
  try {
    for (const name of NAMES) await hq.participants.add(name, {});
    const run = new ClassRun(hq, clock, new Map(NAMES.map((name) => [name, new ModelParticipant()])));
    for (const one of steps) await run.step(one);
    expect({ read: await run.differences() }).toEqual({ read: [] });
    await run.step({ does: 'claim' });
    await run.step({ does: 'count' });
    expect({ counted: await run.differences() }).toEqual({ counted: [] });
    await run.step({ does: 'wait', ms: RETRY_WINDOW_MS });
    expect({ overdue: await run.differences() }).toEqual({ overdue: [] });
  } finally {
    await hq.kill();
  }
}

describe('a class', () => {
  it('has reports that say what each one did, in any order of steps, and is red for what is lost alone', async () => {
    const runs = Number(process.env.CLASS_RUNS ?? 15);
    await fc.assert(fc.asyncProperty(lesson, teach), { numRuns: runs });
  });

  it('has lost orders of one participant though those of another were published again', async () => {
    await teach([
      { does: 'open', who: 'ada' },
      { does: 'order', count: 1 },
      { does: 'close', who: 'ada' },
      { does: 'open', who: 'bob' },
      { does: 'order', count: 1 },
      { does: 'wait', ms: RETRY_WINDOW_MS + 1 },
      { does: 'republish', whose: ['bob'] },
    ]);
  });
});
