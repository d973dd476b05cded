import type { Earlier } from './earlier.ts';
import type { Overload, OverloadLoad } from './overload.ts';
import type { Goal, Measured } from './results.ts';

/** Orders per second of the workshop's Flask monolith over bare `node:http`; measured once, not in this run. */
export const RATIO_OF_THE_ORIGINAL = 0.03;

const CONNECTIONS = 32;

/**
 * Compares the measurements with the goals of the project. A goal without a measurement is left out.
 *
 * @param nodeVersion as `process.version` has it; the goal beside bare `node:http` is higher from Node 24 on
 */
export function goalsOf(
  { cells, startUps, coldStart, migration, million, overload, earlier, besideBare }: Measured,
  nodeVersion = process.version,
): Goal[] {
  const toBare = Number.parseInt(nodeVersion.slice(1)) >= 24 ? 1 : 0.9;
  const ratioAt = (name: string, connections: number) =>
    cells.find((cell) => cell.case === name && cell.connections === connections)?.ratio;
  const at32 = (name: string) => ratioAt(name, CONNECTIONS);
  const start = (program: string) => startUps.find((startUp) => startUp.program === program)?.readyRatio;
  const unsigned = at32('unsigned');
  const loadText = `at ${besideBare?.rate ?? 0} orders/s`;
  return [
    atLeast(toBare, 'Direct orders, 32 connections, to bare node:http', unsigned),
    atLeast(toBare, 'Signed orders, 32 connections, to bare node:http that verifies too', at32('signed')),
    atLeast(
      20,
      `Direct orders, to the original (${RATIO_OF_THE_ORIGINAL}, quoted, not measured here)`,
      unsigned && unsigned / RATIO_OF_THE_ORIGINAL,
    ),
    atLeast(1.1, 'The load balancer, 32 connections, to a bare node:http pipe', at32('load-balancer')),
    atLeast(
      1.1,
      'The load balancer, 128 connections, to a bare node:http pipe',
      ratioAt('load-balancer', 128),
    ),
    atMost(1.5, 'Start-up of the monolith, to bare fastify', start('monolith')),
    atMost(1.5, 'Start-up of iridium, to bare fastify', start('iridium')),
    atMost(4, `Cold start of stage ${coldStart?.stage ?? ''}, in seconds`, coldStart?.seconds),
    atMost(
      6,
      'The slowest stage switch, in seconds',
      migration && Math.max(...migration.switches.map(({ seconds }) => seconds)),
    ),
    atMost(
      120,
      `Migration there and back at ${migration?.rate ?? 0} orders/s, in seconds`,
      migration?.seconds,
    ),
    atMost(0, 'Requests that failed on the way', migration?.failedRequests),
    atMost(0, 'Orders that were lost on the way', migration?.lost),
    atMost(1.25, 'Median latency with a full ledger, to an empty one', million?.ratios.p50),
    atMost(1.5, '99th percentile with a full ledger, to an empty one', million?.ratios.p99),
    atMost(1.25, "HQ's memory with a full ledger, to an empty one", million?.ratios.hqMemory),
    atMost(8, `HQ's processor time for an order ${loadText}, to bare node:http`, besideBare?.ratios.hq),
    atMost(
      16,
      `The endpoints' processor time for an order ${loadText}, to bare node:http`,
      besideBare?.ratios.endpoints,
    ),
    ...(overload ? goalsUnder(overload) : []),
    ...(earlier ? goalsBeside(earlier) : []),
  ].filter((goal) => goal !== undefined);
}

function goalsUnder({ loads, twice, reasons }: Overload): (Goal | undefined)[] {
  const sum = (of: (load: OverloadLoad) => number) => loads.reduce((total, load) => total + of(load), 0);
  return [
    ...loads.flatMap(({ title, ratio, secondsAfter }) => [
      atLeast(0.8, `Orders in time, ${title}, to sustained`, ratio),
      atMost(30, 'Until all are complete after that, in seconds', secondsAfter),
    ]),
    atMost(
      0,
      'Orders that were accepted and are lost',
      sum(({ lost }) => lost),
    ),
    atMost(0, 'Resources that were counted twice', twice),
    atMost(
      0,
      'Programs started again, and tasks replaced',
      sum(({ restarts, tasksReplaced }) => restarts + tasksReplaced),
    ),
    atMost(0, 'Reasons against the ledger in the end', reasons.length),
  ];
}

function goalsBeside({ commit, cost, rates }: Earlier): (Goal | undefined)[] {
  const lower = (name: string, value: number | undefined) => below(1, `${name}, to ${commit}`, value);
  return [
    lower("HQ's processor time for an order", cost?.ratios.hqMicros),
    lower("The endpoints' processor time for an order", cost?.ratios.endpointsMicros),
    lower('Writing calls for an order and participant', cost?.ratios.writingCalls),
    lower('Items written for an order and participant', cost?.ratios.itemsWritten),
    ...rates.map(({ besideBusyCore, ratio }) =>
      besideBusyCore
        ? atLeast(2, `The highest rate of a migration beside a busy core, to ${commit}`, ratio)
        : atLeast(4, `The highest rate of a migration, to ${commit}`, ratio),
    ),
  ];
}

const below = (limit: number, name: string, value: number | undefined) =>
  goal(`< ${limit.toFixed(2)}`, (measured) => measured < limit, name, value);
const atLeast = (limit: number, name: string, value: number | undefined) =>
  goal(`≥ ${limit.toFixed(2)}`, (measured) => measured >= limit, name, value);
const atMost = (limit: number, name: string, value: number | undefined) =>
  goal(`≤ ${limit.toFixed(2)}`, (measured) => measured <= limit, name, value);

function goal(
  text: string,
  isReached: (value: number) => boolean,
  name: string,
  value: number | undefined,
): Goal | undefined {
  return value === undefined ? undefined : { name, goal: text, value, reached: isReached(value) };
}
