import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
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
type Clock = (typeof CLOCKS)[number];

/** Where in a step the laptop falls asleep, by what the step says; and the tasks that each service then ever had. */
const STEPS = [
  { from: 'alb', to: 'iridium', at: /task .* starts/, tasks: { monolith: 1, iridium: 1 } },
  { from: 'alb', to: 'iridium', at: /❯ .* subscribed/, tasks: { monolith: 1, iridium: 1 } },
  { from: 'iridium', to: 'noiridium', at: /task .* drains/, tasks: { monolith: 2, iridium: 1 } },
];

const HOUR_MS = 3_600_000;
const ANY_PORTS = ['--port', '0', '--endpoint-port', '0', '--hq-port', '0'];

let kits: Kits;
let laptop: Laptop;
let started: RunningCommand;
let kit: KitUnderTest;
let witness: Witness | undefined;

function run(...args: string[]): RunningCommand {
  const command = kits.home.interstellaWith(laptop.env, ...args);
  kits.takeCareOf(command);
  return command;
}

/** The programs and tasks of the kit, as processes. */
function programs(): readonly ListedProcess[] {
  return processesBelow(started.pid).filter(({ command }) => command.includes('/dist/'));
}

/** The tasks of a service that were ever started: each has a log. */
function tasksEver(service: string): readonly string[] {
  return readdirSync(join(kits.home.folder, 'logs', `interstella-${service}`));
}

/** Starts a kit, and resolves when orders flow, with who writes them down. */
async function start(stage: string): Promise<Witness> {
  started = run('start', '--stage', stage, ...ANY_PORTS, '--rate', '0');
  kit = await KitUnderTest.up(kits.home, started);
  witness = await witnessOrders(kit);
  await kit.hq.setGenerator({ rate: RATE });
  await moreOrders(kit, witness, SOME);
  return witness;
}

beforeEach(() => {
  process.stderr.write(`asleep: ASLEEP_SEED=${SEED}\n`);
  kits = new Kits();
  laptop = new Laptop(kits.home.folder, SEED);
});

afterEach(async () => {
  laptop.end();
  kits.look(started);
  await kits.end();
  await witness?.close();
  witness = undefined;
});

/** Freezes all that runs here, and lets it go on an hour later in any order. */
async function sleepForAnHour({ monotonic }: Clock, ...more: RunningCommand[]): Promise<void> {
  laptop.sleep([
    { pid: started.pid, command: 'start' },
    ...more.map(({ pid }) => ({ pid, command: 'stage' })),
  ]);
  process.stderr.write(`asleep: ${await laptop.wake({ monotonic })}\n`);
  const { asOf } = await kit.hq.report();
  expect(Date.parse(asOf)).toBeGreaterThan(Date.now() + HOUR_MS / 2);
}

async function expectNothingLost(published: Witness): Promise<void> {
  await moreOrders(kit, published, SOME);
  await expectKitConserved(kit, published);
}

describe.each(CLOCKS)('a laptop that was asleep for an hour, whose durations $what', (clock) => {
  it('loses, doubles and restarts nothing, and goes on with its orders', async () => {
    const published = await start('nomagnesite');
    const before = programs();
    await sleepForAnHour(clock);
    await expectNothingLost(published);
    expect(programs()).toEqual(before);
  });

  it.each(STEPS)('ends the step to $to that it was at: $at', async ({ from, to, at, tasks }) => {
    const published = await start(from);
    const step = run('stage', to);
    await waitFor(`the step: ${at.source}`, () => at.test(step.stdout));
    await sleepForAnHour(clock, step);
    await waitFor('the end of the step', () => step.hasEnded);
    expect(await step.ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Stage ${to} is up.`),
    });
    await expectNothingLost(published);
    for (const [service, count] of Object.entries(tasks)) expect(tasksEver(service)).toHaveLength(count);
  });
});
