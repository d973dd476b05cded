import { parseArgs } from 'node:util';
import { CASES } from './cases.ts';
import { COST } from './cost/measure-cost.ts';
import { LOAD_BALANCER } from './load-balancer/measure-load-balancer.ts';
import { RATE, RATE_BUSY } from './rate/measure-rate.ts';
import { COLD_START } from './rehearsal/measure-cold-start.ts';
import { MIGRATION } from './rehearsal/measure-migration.ts';
import { EARLIER } from './trees/earlier-tree.ts';

export interface Options {
  readonly help: boolean;
  readonly json: boolean;
  readonly quick: boolean;
  /** The names of the parts to measure. */
  readonly parts: readonly string[];
  /** The number of orders for the part MILLION. @default that of its plan */
  readonly orders?: number;
}

export const START_UP = 'start-up';
export const CONTAINERS = 'containers';
/** Takes longer than all others together, so a full run leaves it out. */
export const MILLION = 'million';
/** Overloads a kit; a full run leaves it out. */
export const OVERLOAD = 'overload';

const PARTS = [
  ...CASES.map(({ name }) => name),
  ...[LOAD_BALANCER, START_UP, COLD_START, MIGRATION, CONTAINERS],
];
/** Compared with an earlier commit, which they install and build; a full run leaves them out. */
export const BESIDE_EARLIER: readonly string[] = [COST, RATE, RATE_BUSY];
const ALL_PARTS = [...PARTS, MILLION, OVERLOAD, ...BESIDE_EARLIER];

export const HELP = `Usage: npm run bench -- [options]
       node bench/dist/main.js [options]

Compares the services and the local load balancer with bare node:http and fastify servers that do the same work in
the same run. Then it measures the kit itself: its cold start, and a migration there and back.
A full run takes about 8 minutes, prints a table and writes it to bench/RESULTS.md.

  --only NAME  one part alone (repeat it for more): ${PARTS.join(', ')}.
               A full run leaves these out:
               ${MILLION}: the same load with an empty ledger and with one of a million orders. It takes about
               10 minutes and writes its table to bench/MILLION.md;
               ${OVERLOAD}: three loads on a whole kit, each more than it can complete (8 minutes);
               ${COST}: the processor time and the writes of an order (10 minutes); ${RATE}: the highest rate at which a
               migration there and back passes (up to an hour); ${RATE_BUSY}: the same while another process keeps a
               core busy. These three also run ${EARLIER}, which is checked out, installed and built in a temporary
               folder. ${COST} and ${RATE} also compare a whole kit with a bare server, at half of the rate that
               ${RATE} found, or at a fixed one
  --orders N   the number of orders for the part ${MILLION}, instead of a million; its table is then not kept
  --quick      a smoke test of the bench itself, in seconds; its numbers mean nothing
  --json       print JSON instead of the table
  --help       this text

It needs the bundles of monolith and iridium: npm run build. The part ${CONTAINERS} needs Docker, and is left out without it.`;

/** @throws Error that says which argument is wrong */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: PARTS },
      orders: { type: 'string' },
    },
  });
  const unknown = values.only.filter((name) => !ALL_PARTS.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no part ${unknown.join(', ')}. There are: ${ALL_PARTS.join(', ')}.`);
  }
  const { help, json, quick, only: parts } = values;
  return {
    help,
    json,
    quick,
    parts,
    ...(values.orders !== undefined && { orders: orderCount(values.orders) }),
  };
}

function orderCount(text: string): number {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw new Error(`--orders ${text}: it must be a whole number from 1 to 99999999.`);
}

/** Whether all parts are measured, so that the table is kept. */
export function isFull({ quick, parts }: Options): boolean {
  return !quick && PARTS.every((name) => parts.includes(name));
}

/** Whether only the million orders are measured, which have a table of their own. */
export function isMillion({ quick, parts, orders }: Options): boolean {
  return !quick && orders === undefined && parts.every((name) => name === MILLION);
}
