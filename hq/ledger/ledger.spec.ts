import * as crypto from 'node:crypto';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { makeOrderId } from '@interstella/libs/orders';
import fc from 'fast-check';
import { scripts } from '../testing/ledger-script.ts';
import { Turns } from '../testing/turns.ts';

// Nothing differs between two runs of a schedule: what is random follows from its seed, and who sleeps does so for turns.
let turns = new Turns(0);
const random = jest.spyOn(Math, 'random').mockImplementation(() => turns.random());
jest.unstable_mockModule('node:timers/promises', () => ({ setTimeout: (ms: number) => turns.sleep(ms) }));
jest.unstable_mockModule('node:crypto', () => ({
  ...crypto,
  randomBytes: (size: number) => Buffer.from(turns.hex(2 * size), 'hex'),
  randomUUID: () => turns.hex(32),
}));
const { runSchedule } = await import('../testing/ledger-schedule.ts');

describe('the ledger', () => {
  afterAll(() => {
    random.mockRestore();
  });

  it('agrees with the answers that HQ gave, in every order of events', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        turns = new Turns(script.seed);
        expect(await runSchedule(script, turns)).toEqual([]);
      }),
      { numRuns: Number(process.env.LEDGER_RUNS ?? 300) },
    );
  });

  it('has ids that sort by time, as its pages need them', () => {
    const ids = [1, 2, 3].map((second) => makeOrderId('order', new Date(second * 1_000)));
    expect(ids.toSorted()).toEqual(ids);
  });
});
