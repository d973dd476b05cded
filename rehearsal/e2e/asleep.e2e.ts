import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stageNamed } from '@interstella/infra/settings';
import { waitFor } from '@interstella/libs/testing';
import { Kits } from '../../cli/e2e/support/kits.ts';
import { expectKitConserved, moreOrders, witnessOrders } from '../../cli/e2e/support/kit-conservation.ts';
import { Laptop } from '../../cli/e2e/support/laptop.ts';
import { type ListedProcess, processesBelow } from '../../cli/e2e/support/processes.ts';
import type { RunningCommand } from '../../cli/e2e/support/running-command.ts';
import { KitUnderTest } from '../../cli/e2e/support/running-kit.ts';
import type { Witness } from '../../cli/e2e/support/witness.ts';

/** Of the order in which processes go on. It is said; with it in the environment, the order is the same again. */
const SEED = Number(process.env.ASLEEP_SEED ?? Date.now() % 2 ** 31);

/** Orders a second. */
const RATE = 30;
const SOME = 30;

/** Whether the clock that measures durations counts a sleep: on macOS it does, on Linux it does not. */
const CLOCKS = [
  { monotonic: false, what: 'leave the sleep out' },
  { monotonic: true, what: 'have the sleep in them' },
];

/** Where in a step the laptop falls asleep, by what the step says; and how many tasks of each service it starts. */
const STEPS = [
  { from: 'alb', to: 'iridium', at: /task .* starts/, starts: { monolith: 0, iridium: 1 } },
  { from: 'alb', to: 'iridium', at: /❯ .* subscribed/, starts: { monolith: 0, iridium: 1 } },
  { from: 'iridium', to: 'noiridium', at: /task .* drains/, starts: { monolith: 1, iridium: 0 } },
];

/** HQ, the endpoints and the platform. */
const OWN_PROGRAMS = 3;

const HOUR_MS = 3_600_000;
const ANY_PORTS = ['--port', '0', '--endpoint-port', '0', '--hq-port', '0'];

/** One kit for all tests of a clock: each begins when nothing flows, and deploys its first stage. */
describe.each(CLOCKS)('a laptop that was asleep for an hour, whose durations $what', ({ monotonic }) => {
  let kits: Kits;
  let laptop: Laptop;
  let started: RunningCommand;
  let kit: KitUnderTest;
  let witness: Witness | undefined;

  beforeAll(async () => {
    process.stderr.write(`asleep: ASLEEP_SEED=${SEED}\n`);
    kits = new Kits();
    laptop = new Laptop(kits.home.folder, SEED);
    started = run('start', '--stage', 'nomagnesite', ...ANY_PORTS, '--rate', '0');
    kit = await KitUnderTest.up(kits.home, started);
  });

  afterEach(() => {
    laptop.end();
  });

  afterAll(async () => {
    kits.look(started);
    await kits.end();
    await witness?.close();
  });

  function run(...args: string[]): RunningCommand {
    const command = kits.home.interstellaWith(laptop.env, ...args);
    kits.takeCareOf(command);
    return command;
  }

  /** The programs and tasks of the kit, as processes. */
  function programs(): readonly ListedProcess[] {
    return processesBelow(started.pid).filter(({ command }) => command.includes('/dist/'));
  }

  /** How many tasks of a service were ever started: each has a log. */
  function tasksEver(service: string): number {
    const folder = join(kits.home.folder, 'logs', `interstella-${service}`);
    return existsSync(folder) ? readdirSync(folder).length : 0;
  }

  /** Begins at a stage, and resolves when orders flow, with who writes them down. */
  async function begin(stage: string): Promise<Witness> {
    await kit.deployAtOnce(stage);
    await waitFor('the end of older tasks', () => {
      return programs().length === OWN_PROGRAMS + stageNamed(stage).tasks.length;
    });
    witness ??= await witnessOrders(kit);
    await kit.hq.setGenerator({ rate: RATE, paused: false });
    await moreOrders(kit, witness, SOME);
    return witness;
  }

  /** Freezes all that runs here, and lets it go on an hour later in any order. */
  async function sleepForAnHour(...more: RunningCommand[]): Promise<void> {
    laptop.sleep([
      { pid: started.pid, command: 'start' },
      ...more.map(({ pid }) => ({ pid, command: 'stage' })),
    ]);
    process.stderr.write(`asleep: ${await laptop.wake({ monotonic })}\n`);
    const { asOf } = await kit.hq.report();
    expect(Date.parse(asOf)).toBeGreaterThan(Date.now() + laptop.sleptMs - HOUR_MS / 2);
  }

  async function expectNothingLost(published: Witness): Promise<void> {
    await moreOrders(kit, published, SOME);
    await expectKitConserved(kit, published);
  }

  it('loses, doubles and restarts nothing, and goes on with its orders', async () => {
    const published = await begin('nomagnesite');
    const before = programs();
    await sleepForAnHour();
    await expectNothingLost(published);
    expect(programs()).toEqual(before);
  });

  it.each(STEPS)('ends the step to $to that it was at: $at', async ({ from, to, at, starts }) => {
    const published = await begin(from);
    const before = Object.keys(starts).map((service) => [service, tasksEver(service)] as const);
    const step = run('stage', to);
    await waitFor(`the step: ${at.source}`, () => at.test(step.stdout));
    await sleepForAnHour(step);
    await waitFor('the end of the step', () => step.hasEnded);
    expect(await step.ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Stage ${to} is up.`),
    });
    await expectNothingLost(published);
    expect(before.map(([service, count]) => [service, tasksEver(service) - count])).toEqual(
      Object.entries(starts),
    );
  });
});
