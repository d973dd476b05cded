import { describe, expect, it } from '@jest/globals';
import { migrationPath, stepsOf } from '../path.ts';
import type { ScenarioResult } from '../result.ts';
import { SCENARIO_NAMES } from './scenario-names.ts';
import { SCENARIOS, ScriptedFaults } from './scripted-faults.ts';
import { SimulatedWorld } from './testing/simulated-world.ts';

const steps = stepsOf(migrationPath({ thereAndBack: true }));
const short = stepsOf(migrationPath({ thereAndBack: true, until: 'iridium' }));

const NOTHING: ScenarioResult = { name: '', expected: '', seen: '', ok: false };

/** Plays one on the whole way, where faults work or do not. */
async function play(name: string, { works = true, way = steps } = {}) {
  const world = new SimulatedWorld(works);
  const script = new ScriptedFaults(world.tools, [name], way.length);
  const holds = await world.take(script, way);
  const [result] = await script.results();
  return { world, holds, result: result ?? NOTHING };
}

describe('scripted faults', () => {
  it('are those that the command line knows, but for the one that has a ledger of its own', () => {
    expect([...Object.keys(SCENARIOS), 'order'].sort()).toEqual([...SCENARIO_NAMES].sort());
  });

  it.each(Object.keys(SCENARIOS))('%s comes out as expected, also on a short way', async (name) => {
    expect((await play(name)).result).toMatchObject({ ok: true });
    expect((await play(name, { way: short })).result).toMatchObject({ ok: true });
  });

  it.each(Object.keys(SCENARIOS))('%s does not, where nothing comes of what is injected', async (name) => {
    expect((await play(name, { works: false })).result).toMatchObject({ ok: false });
    expect((await play(name, { works: false, way: short })).result).toMatchObject({ ok: false });
  });

  it.each(Object.keys(SCENARIOS))('%s does not, where no step was taken', async (name) => {
    const script = new ScriptedFaults(new SimulatedWorld(true).tools, [name], steps.length);
    expect(await script.results()).toMatchObject([{ ok: false }]);
  });

  it.each(steps.slice(2).map(({ index }) => index + 1))(
    'kill HQ in another step than the monolith fails in, of %d steps',
    async (count) => {
      const way = steps.slice(0, count);
      const stepOf = async (name: string, fault: string) => {
        const world = new SimulatedWorld(true);
        const script = new ScriptedFaults(world.tools, [name], count);
        for (const step of way) {
          await world.take(script, [step]);
          if (world.injected.some(({ kind, target }) => `${kind} ${target}` === fault)) return step.index;
        }
        return undefined;
      };
      const [hq, gate] = [await stepOf('hq', 'kill hq'), await stepOf('gate', 'error monolith')];
      expect(hq).toBeLessThan(count);
      expect(gate).toBeLessThan(count);
      expect(hq).not.toBe(gate);
    },
  );

  it('kill a task of each service in turn, in every step', async () => {
    const { world, result } = await play('kill');
    const kills = [
      ...['kill monolith', 'kill iridium', 'kill monolith', 'kill monolith'],
      ...['kill iridium', 'kill magnesite', 'kill monolith', 'kill iridium'],
    ];
    expect(world.injected.map(({ kind, target }) => `${kind} ${target}`)).toEqual(kills);
    expect(result.seen).toBe(
      '8 killed in 8 steps; the last stage is alb, in which every service has all its tasks',
    );
  });

  it('hold the gate with a monolith that fails while a step is made and after it', async () => {
    const { world, holds, result } = await play('gate');
    expect(world.injected.map(({ kind, target }) => `${kind} ${target}`)).toEqual([
      'error monolith',
      'error monolith',
    ]);
    expect(holds[5]).toBe(0);
    expect(result.seen).toMatch(
      /^1 orders were open then, and \d+ deliveries had failed\. The gate holds: 1 open\. It let go after 7\.0 s, with 0 of those/,
    );
  });

  it.each(['kill', 'hq', 'deliveries', 'gate'])(
    '%s fails, and nothing else does, if it is refused',
    async (name) => {
      const { tools } = new SimulatedWorld(true);
      const inject = () => Promise.reject(new Error('No task of iridium runs right now.'));
      const script = new ScriptedFaults({ ...tools, inject }, [name], steps.length);
      await new SimulatedWorld(true).take(script, steps);
      expect(await script.results()).toMatchObject([
        { ok: false, seen: 'it could not be done: No task of iridium runs right now.' },
      ]);
    },
  );

  it('tell of HQ how long it was away, asking all the time', async () => {
    expect((await play('hq')).result.seen).toMatch(
      /^away for 20\.\d s; the step was over after 3\.\d s; \d+ deliveries/,
    );
  });
});
