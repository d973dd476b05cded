import { describe, expect, it } from '@jest/globals';
import type { Fault } from '../../faults/fault.ts';
import { stepsOf } from '../drive.ts';
import type { Step } from '../migration.ts';
import { migrationPath } from '../path.ts';
import type { FaultTools } from './scenario.ts';
import { SCENARIO_NAMES } from './scenario-names.ts';
import { SCENARIOS, ScriptedFaults } from './scripted-faults.ts';

const steps = stepsOf(migrationPath({ thereAndBack: true }));

interface World {
  readonly tools: FaultTools;
  readonly injected: Fault[];
  /** What HQ's report says, one after the other; the last for good. */
  readonly reports: { published: number; complete: number; duplicatesAbsorbed: number }[];
}

function makeWorld(): World {
  const injected: Fault[] = [];
  const reports = [{ published: 0, complete: 0, duplicatesAbsorbed: 0 }];
  const hq = {
    report: () => Promise.resolve({ participants: [reports.length > 1 ? reports.shift() : reports[0]] }),
    generator: () => Promise.resolve({}),
  };
  const tools = {
    inject: (fault: Fault) => {
      injected.push(fault);
      return Promise.resolve();
    },
    hq,
    participant: 'laptop',
    platform: { state: () => Promise.resolve({ stage: 'alb' }) },
    catalogue: {},
    failedRequests: () => Promise.resolve(0),
  } as unknown as FaultTools;
  return { tools, injected, reports };
}

async function play(script: ScriptedFaults, taken: readonly Step[], held: readonly number[] = []) {
  const holds: (number | undefined)[] = [];
  for (const step of taken) {
    await script.asked(step);
    if (held.includes(step.index)) script.held(step, 'The gate holds: 3 open');
    await script.begun(step);
    holds.push(await script.stable(step));
  }
  return holds;
}

describe('scripted faults', () => {
  it('are those that the command line knows, but for the one that has a ledger of its own', () => {
    expect([...Object.keys(SCENARIOS), 'order'].sort()).toEqual([...SCENARIO_NAMES].sort());
  });

  it('kill a task of each service in turn, in every step, and mark when', async () => {
    const { tools, injected } = makeWorld();
    const script = new ScriptedFaults(tools, ['kill'], steps.length);
    await play(script, steps);
    expect(injected.map(({ kind, target }) => `${kind} ${target}`)).toEqual([
      ...['kill monolith', 'kill iridium', 'kill monolith', 'kill monolith'],
      ...['kill iridium', 'kill magnesite', 'kill monolith', 'kill iridium'],
    ]);
    expect(script.marks.map(({ what }) => what)).toEqual(
      injected.map(({ kind, target }) => `${kind} ${target}`),
    );
    expect(await script.results()).toMatchObject([{ ok: true }]);
  });

  it('are not as expected where a step was not taken', async () => {
    const { tools } = makeWorld();
    const script = new ScriptedFaults(tools, ['kill', 'gate', 'hq', 'image', 'deliveries'], steps.length);
    await play(script, []);
    const results = await script.results();
    expect(results).toHaveLength(5);
    for (const { ok } of results) expect(ok).toBe(false);
  });

  it('hold the gate: expected is that it holds and lets go', async () => {
    const made = async (held: readonly number[]) => {
      const { tools, injected } = makeWorld();
      const script = new ScriptedFaults(tools, ['gate'], steps.length);
      const holds = await play(script, steps, held);
      return { injected, holds, results: await script.results() };
    };
    const { injected, holds, results } = await made([5]);
    expect(injected).toEqual([{ kind: 'error', target: 'magnesite', share: 1, forMs: 7_000 }]);
    expect(holds[4]).toBe(0);
    expect(results).toMatchObject([{ ok: true, seen: expect.stringContaining('3 open') }]);
    expect((await made([])).results).toMatchObject([
      { ok: false, seen: expect.stringMatching(/never held/) },
    ]);
  });

  it('repeat deliveries: expected is that the ledger absorbs about as many as there were orders', async () => {
    const made = async (absorbed: number) => {
      const { tools, reports } = makeWorld();
      const script = new ScriptedFaults(tools, ['deliveries'], steps.length);
      const counts = { complete: 0, duplicatesAbsorbed: 10 };
      reports.splice(0, 1, { ...counts, published: 100 });
      reports.push({ ...counts, published: 160, duplicatesAbsorbed: 10 + absorbed });
      await play(script, steps);
      return script.results();
    };
    expect(await made(60)).toMatchObject([
      { ok: true, seen: '60 repeats absorbed while 60 orders were published' },
    ]);
    expect(await made(3)).toMatchObject([{ ok: false }]);
  });
});
