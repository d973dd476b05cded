import type { Bench } from './bench.ts';
import { CASES } from './cases.ts';
import { measureBesideBare } from './cost/measure-beside-bare.ts';
import { COST } from './cost/measure-cost.ts';
import { LOAD_BALANCER, measureLoadBalancer } from './load-balancer/measure-load-balancer.ts';
import { measureCase } from './load/measure-case.ts';
import { BESIDE_EARLIER, CONTAINERS, MILLION, OVERLOAD, START_UP } from './options.ts';
import { RATE } from './rate/measure-rate.ts';
import { COLD_START, measureColdStart } from './rehearsal/measure-cold-start.ts';
import { measureMigration, MIGRATION } from './rehearsal/measure-migration.ts';
import type { Cell, Measured } from './results/results.ts';
import { measureStartUp } from './start-up/measure-start-up.ts';
import { measureBesideEarlier } from './trees/measure-beside-earlier.ts';

/** Measures the wanted parts, one after the other. */
export async function measureParts(bench: Bench, parts: readonly string[]): Promise<Measured> {
  const cells: Cell[] = [];
  for (const order of CASES) {
    if (parts.includes(order.name)) cells.push(...(await measureCase(bench, order)));
  }
  if (parts.includes(LOAD_BALANCER)) cells.push(...(await measureLoadBalancer(bench)));
  return {
    cells,
    startUps: parts.includes(START_UP) ? await measureStartUp(bench) : [],
    ...(parts.includes(COLD_START) && { coldStart: await measureColdStart(bench) }),
    ...(parts.includes(MIGRATION) && { migration: await measureMigration(bench) }),
    ...(parts.includes(MILLION) && { million: await measureMillion(bench) }),
    ...(parts.includes(OVERLOAD) && { overload: await measureOverload(bench) }),
    ...(await measureWithEarlier(bench, parts)),
    ...(parts.includes(CONTAINERS) && { containers: await measureContainers(bench) }),
  };
}

/** The parts that compare the present tree with an earlier one; without an earlier one, those of the present tree alone. */
async function measureWithEarlier(bench: Bench, parts: readonly string[]) {
  if (!BESIDE_EARLIER.some((part) => parts.includes(part))) return {};
  const earlier = await measureBesideEarlier(bench, parts);
  if (!parts.includes(COST) && !parts.includes(RATE)) return { earlier };
  return { earlier, besideBare: await measureBesideBare(bench, earlier.rates) };
}

// These parts need HQ's client, the AWS SDK or Docker's command line, which the others need not wait for.

async function measureMillion(bench: Bench) {
  return (await import('./million/measure-million.ts')).measureMillion(bench);
}

async function measureOverload(bench: Bench) {
  return (await import('./overload/measure-overload.ts')).measureOverload(bench);
}

async function measureContainers(bench: Bench) {
  return (await import('./containers/measure-containers.ts')).measureContainers(bench);
}
