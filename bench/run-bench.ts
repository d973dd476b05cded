import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOnSignal } from '@interstella/libs/process';
import { roleProgram, serviceProgram, type Bench } from './bench.ts';
import { CASES } from './cases.ts';
import { SnsSigner } from './deliveries/sns-signer.ts';
import { LOAD_BALANCER, measureLoadBalancer } from './load-balancer/measure-load-balancer.ts';
import { measureCase } from './load/measure-case.ts';
import { INTERSTELLA } from './kit/kit-command.ts';
import { CONTAINERS, MILLION, START_UP, type Options } from './options.ts';
import { PLANS } from './plan.ts';
import { Children } from './processes/children.ts';
import { assignCores } from './processes/cores.ts';
import { goalsOf } from './results/goals.ts';
import { describeMachine } from './results/machine.ts';
import type { Cell, Containers, Million, Results } from './results/results.ts';
import { COLD_START, measureColdStart } from './rehearsal/measure-cold-start.ts';
import { measureMigration, MIGRATION } from './rehearsal/measure-migration.ts';
import { measureStartUp } from './start-up/measure-start-up.ts';

/** A kit waits for the orders in flight. */
const STOP_LIMIT_MS = 40_000;

/**
 * Measures the parts asked for and leaves nothing behind, whichever way it ends.
 *
 * @throws Error if a server failed, or did not do what it is measured for
 */
export async function runBench({ quick, parts }: Options): Promise<Results> {
  for (const file of [...serviceProgram('monolith'), ...serviceProgram('iridium'), INTERSTELLA]) {
    if (!existsSync(file)) throw new Error(`${file} is not there. Build it first: npm run build.`);
  }
  const started = performance.now();
  const children = new Children();
  const scratch = await mkdtemp(join(tmpdir(), 'interstella-bench-'));
  let removeContainers = () => Promise.resolve();
  const cleanUp = async () => {
    await Promise.all([children.stopAll(), removeContainers()]);
    await rm(scratch, { recursive: true, force: true });
  };
  stopOnSignal({ stop: cleanUp, timeLimitMs: STOP_LIMIT_MS, report: console.error });
  try {
    const bench = await prepare(children, scratch, quick);
    const machine = describeMachine(bench.cores, 'enableCompileCache' in nodeModule);
    const cells: Cell[] = [];
    for (const order of CASES) {
      if (parts.includes(order.name)) cells.push(...(await measureCase(bench, order)));
    }
    if (parts.includes(LOAD_BALANCER)) cells.push(...(await measureLoadBalancer(bench)));
    const startUps = parts.includes(START_UP) ? await measureStartUp(bench) : [];
    const coldStart = parts.includes(COLD_START) ? await measureColdStart(bench) : undefined;
    const migration = parts.includes(MIGRATION) ? await measureMigration(bench) : undefined;
    let million: Million | undefined;
    if (parts.includes(MILLION)) {
      // It brings HQ's client along.
      million = await (await import('./million/measure-million.ts')).measureMillion(bench);
    }
    let containers: Containers | undefined;
    if (parts.includes(CONTAINERS)) {
      // It brings Docker's command line and AWS's SDK along.
      const docker = await import('./containers/measure-containers.ts');
      ({ removeContainers } = docker);
      containers = await docker.measureContainers(bench);
    }
    const measured = {
      ...{ cells, startUps },
      ...(coldStart && { coldStart }),
      ...(migration && { migration }),
      ...(million && { million }),
      ...(containers && { containers }),
    };
    return {
      date: new Date().toISOString(),
      seconds: (performance.now() - started) / 1_000,
      plan: bench.plan.name,
      rounds: bench.plan.rounds,
      starts: bench.plan.starts,
      machine,
      ...measured,
      goals: goalsOf(measured),
    };
  } finally {
    await cleanUp();
  }
}

async function prepare(children: Children, scratch: string, quick: boolean): Promise<Bench> {
  const cores = await assignCores();
  const [upstream, generator, signer] = await Promise.all([
    children.start({
      name: 'upstream stub',
      program: roleProgram('upstream'),
      env: {},
      core: cores.upstream,
    }),
    children.start({
      name: 'load generator',
      program: roleProgram('load-generator'),
      env: {},
      core: cores.generator,
    }),
    SnsSigner.create(),
  ]);
  const progress = (text: string) => {
    process.stderr.write(`${text}\n`);
  };
  return {
    plan: quick ? PLANS.quick : PLANS.full,
    cores,
    children,
    scratch,
    upstream,
    generator,
    signer,
    progress,
  };
}
