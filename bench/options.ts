import { parseArgs } from 'node:util';
import { CASES } from './cases.ts';
import { LOAD_BALANCER } from './load-balancer/measure-load-balancer.ts';

export interface Options {
  readonly help: boolean;
  readonly json: boolean;
  readonly quick: boolean;
  /** Names of what is measured. */
  readonly parts: readonly string[];
}

/** With the load balancer, the parts that are no order's way through a service. */
export const START_UP = 'start-up';
export const CONTAINERS = 'containers';

const PARTS = [...CASES.map(({ name }) => name), LOAD_BALANCER, START_UP, CONTAINERS];

export const HELP = `Usage: npm run bench -- [options]
       node bench/dist/main.js [options]

Measures the services and the local load balancer beside bare node:http and fastify servers that do the same work
in the same run.
A full run takes about 5 minutes, prints a table and writes it to bench/RESULTS.md.

  --only NAME  one part alone (repeat it for more): ${PARTS.join(', ')}
  --quick      a smoke test of the bench itself, in seconds; its numbers mean nothing
  --json       print JSON instead of the table
  --help       this text

It needs the bundles of monolith and iridium: npm run build. The part ${CONTAINERS} needs Docker, and is left out without.`;

/** @throws Error that says which argument is wrong */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: PARTS },
    },
  });
  const unknown = values.only.filter((name) => !PARTS.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no part ${unknown.join(', ')}. There are: ${PARTS.join(', ')}.`);
  }
  return { help: values.help, json: values.json, quick: values.quick, parts: values.only };
}

/** Whether everything is measured, as a table to keep needs it. */
export function isFull({ quick, parts }: Options): boolean {
  return !quick && PARTS.every((name) => parts.includes(name));
}
