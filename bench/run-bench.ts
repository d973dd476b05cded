import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOnSignal } from '@interstella/libs/process';
import { roleProgram, serviceProgram, type Bench } from './bench.ts';
import { SnsSigner } from './deliveries/sns-signer.ts';
import { INTERSTELLA } from './kit/kit-command.ts';
import { measureParts } from './measure-parts.ts';
import type { Options } from './options.ts';
import { type Plan, PLANS } from './plan.ts';
import { Children } from './processes/children.ts';
import { assignCores } from './processes/cores.ts';
import { goalsOf } from './results/goals.ts';
import { describeMachine } from './results/machine.ts';
import type { Results } from './results/results.ts';
import { removeEarlierTree } from './trees/earlier-tree.ts';

/** A kit waits for its orders in flight, and the removal of a tree takes time. */
const STOP_LIMIT_MS = 60_000;

/**
 * Measures the wanted parts. However it ends, it leaves no process and no file behind.
 *
 * @throws Error if a server failed or did other work than it is measured for
 */
export async function runBench({ quick, parts, orders }: Options): Promise<Results> {
  for (const file of [...serviceProgram('monolith'), ...serviceProgram('iridium'), INTERSTELLA]) {
    if (!existsSync(file)) throw new Error(`${file} is missing. Build it first: npm run build.`);
  }
  const started = performance.now();
  const children = new Children();
  const scratch = await mkdtemp(join(tmpdir(), 'interstella-bench-'));
  let cleanedUp: Promise<void> | undefined;
  // Both a signal and the interrupted measurement call this.
  const cleanUpOnce = () => (cleanedUp ??= cleanUp(children, scratch));
  stopOnSignal({ stop: cleanUpOnce, timeLimitMs: STOP_LIMIT_MS, report: console.error });
  try {
    const bench = await prepare(children, scratch, planOf(quick, orders));
    const machine = describeMachine(bench.cores, 'enableCompileCache' in nodeModule);
    const measured = await measureParts(bench, parts);
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
    await cleanUpOnce();
  }
}

async function cleanUp(children: Children, scratch: string): Promise<void> {
  await children.stopAll();
  try {
    await removeEarlierTree(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function planOf(quick: boolean, orders: number | undefined): Plan {
  const plan: Plan = quick ? PLANS.quick : PLANS.full;
  return orders === undefined ? plan : { ...plan, million: { ...plan.million, orders } };
}

async function prepare(children: Children, scratch: string, plan: Plan): Promise<Bench> {
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
    plan,
    cores,
    children,
    scratch,
    upstream,
    generator,
    signer,
    progress,
  };
}
