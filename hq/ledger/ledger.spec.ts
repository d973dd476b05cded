import { describe, expect, it } from '@jest/globals';
import { makeOrderId } from '@interstella/libs/orders';
import fc from 'fast-check';
import { runSchedule } from '../testing/ledger-schedule.ts';
import type { Script } from '../testing/ledger-script.ts';

const NAMES = ['ada', 'bob'];
const name = fc.constantFrom(...NAMES);
const resources = fc.constantFrom(['iridium'], ['magnesite'], ['iridium', 'magnesite']);
/** The process dies before so many operations, if at all. */
const diesAt = fc.option(fc.nat({ max: 25 }), { freq: 2, nil: null });
const process = {
  diesAt,
  repeats: fc.boolean(),
  skewMs: fc.integer({ min: -90_000, max: 90_000 }),
  waits: fc.nat({ max: 60 }),
};

const script: fc.Arbitrary<Script> = fc.record({
  layouts: fc.array(
    fc.record({
      groups: fc.integer({ min: 1, max: 2 }),
      lanes: fc.integer({ min: 1, max: 2 }),
      partBytes: fc.constantFrom(1, 150, 10_000),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  pageSize: fc.constantFrom(2, 1_000),
  opened: fc.subarray(NAMES),
  orders: fc.array(
    fc.record({
      ...process,
      count: fc.integer({ min: 1, max: 3 }),
      claims: fc.array(fc.record({ ...process, name, resources, order: fc.nat({ max: 2 }) }), {
        maxLength: 5,
      }),
    }),
    { maxLength: 4 },
  ),
  strays: fc.array(
    fc.record({ ...process, name, resources, id: fc.constantFrom('sns-1', 'direct-1', 'sns-2') }),
    { maxLength: 3 },
  ),
  changes: fc.array(fc.record({ ...process, name, to: fc.constantFrom('open', 'close') }), { maxLength: 3 }),
  closers: fc.array(fc.record(process), { maxLength: 4 }),
  readers: fc.array(fc.record(process), { maxLength: 2 }),
});

describe('the ledger', () => {
  it('agrees with what was answered, in every order of events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), script, async (scheduler, given) => {
        expect(await runSchedule(scheduler, given)).toEqual([]);
      }),
      { numRuns: Number(globalThis.process.env.LEDGER_RUNS ?? 300) },
    );
  }, 600_000);

  it('has ids that sort by time, as its pages need them', () => {
    const ids = [1, 2, 3].map((second) => makeOrderId('order', new Date(second * 1_000)));
    expect(ids.toSorted()).toEqual(ids);
  });
});
