import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { KitBench } from '../bench.ts';
import { measureCost } from '../cost/measure-cost.ts';
import { PLANS } from '../plan.ts';
import { Children } from '../processes/children.ts';
import { measureRate } from '../rate/measure-rate.ts';

const root = resolve(import.meta.dirname, '../..');
/** The same tree twice: an earlier one needs an install of its own. */
const TREES = { present: { name: 'one', root }, earlier: { name: 'other', root } };

let bench: KitBench;
let said: string[];

beforeEach(async () => {
  said = [];
  bench = {
    plan: PLANS.quick,
    children: new Children(),
    scratch: await mkdtemp(join(tmpdir(), 'interstella-bench-e2e-')),
    progress: (text) => said.push(text),
  };
});

afterEach(async () => {
  await bench.children.stopAll();
  await rm(bench.scratch, { recursive: true, force: true });
});

describe('two trees', () => {
  it('are measured side by side for what an order costs, and for what it writes', async () => {
    const counter = join(root, 'bench', 'cost', 'count-writes.mjs');
    const { present, earlier, ratios } = await measureCost(bench, TREES, counter);
    for (const { hqMicros, endpointsMicros, writingCalls, itemsWritten } of [present, earlier]) {
      expect(hqMicros).toBeGreaterThan(0);
      expect(endpointsMicros).toBeGreaterThan(0);
      expect(writingCalls).toBeGreaterThan(0);
      // The record of an order is one item, and every order has one.
      expect(itemsWritten).toBeGreaterThan(1);
    }
    expect(ratios.itemsWritten).toBeCloseTo(present.itemsWritten / earlier.itemsWritten, 5);
  });

  it('take turns at the rates of a migration, of which one that does not end is stopped and does not pass', async () => {
    const rate = { ...PLANS.quick.rate, grid: [5], limitMs: 1_000 };
    const found = await measureRate({ ...bench, plan: { ...PLANS.quick, rate } }, TREES, false);
    expect(found.present).toEqual({
      ...{ highest: 0, isTop: false },
      tries: [{ rate: 5, reasons: ['it did not end'] }],
    });
    expect(found).not.toHaveProperty('ratio');
    expect(said.map((text) => text.split(' ')[0])).toEqual(['one', 'other']);
  });
});
