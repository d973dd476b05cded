import type { Measured } from './results.ts';

const BESIDE_BARE = [
  '- *Ratio* compares with a bare `node:http` server that does the same work in the same run: it parses, verifies where',
  '  the order is signed (SHA-256 with RSA-2048, the key parsed once), makes one POST upstream (`http.request` over a',
  '  keep-alive `Agent`) and writes the same log lines, each as it comes, through pino’s sonic-boom; the bench checks that',
  '  it does. It has no time limits, no size limits, no routing and no error handling. 1 is as fast as bare. A service',
  '  writes the lines of 10 ms together.',
  '- The load balancer is the one of the local runner, with two rules and health checks, before a stub that answers at next',
  '  to no cost. The bare server beside it pipes both messages through (`http.request` over a keep-alive `Agent`) and adds',
  '  no header.',
  '- *CPU* is processor time of the server for one order or request, all its threads together; its ratio is bare over',
  '  service, so that 1 is as cheap as bare. It stays true where something other than the server limits the rate.',
  '- Service and bare server take turns; a cell is the median over the rounds, a ratio the median over the pairs.',
  '- Load is closed-loop: each connection sends its next order when the last was answered. At 1 connection a cell shows',
  '  latency, at 32 and 128 throughput, and p50 and p99 there are mostly waiting in line.',
  '- Load generator and upstream stub are processes of their own. Every answer was 200, and made one call upstream.',
];

const START_UP = [
  '- Start-up is from the start of the process to its first 200. Memory is resident size after a quiet second, before and',
  '  after load at 32 connections (bare fastify and HQ: GET, services: orders). HQ on Lambda is the bundle that is',
  '  deployed, behind a socket; what Lambda itself takes for a cold start comes on top.',
];

const COLD_START = [
  '- Cold start is what a person waits for after typing the command, Node’s own start included, with everything built and',
  '  the template synthesized.',
];

const MIGRATION = [
  '- The migration is `npm run migrate -- --rate 200`, as its own JSON tells it: its time has the cold start, eight steps, the',
  '  four seconds that each stage is left to work, the waits at gates, and the proof. A switch ends when everything that the',
  '  stage deploys is in force; the health intervals of the template are in it.',
];

const MILLION = [
  '- Both ledgers are on disk (`npm start -- --data FOLDER`), in kits at stage `alb` that run side by side; only one is under',
  '  load. The full one was filled through DynamoDB with what HQ’s own code leaves of an order that the monolith fulfilled, and',
  '  HQ has counted and sealed every minute of it. Then both kits were started anew, and each was warmed up.',
  '- Latency is from publishing to the last resource, as the ledger has it; ratios are the median over pairs of turns. Where the',
  '  machine has no time left, latency is waiting in line: go by the processor time for an order there. The goals leave room',
  '  for what two turns of the same kit differ by.',
  '- In the end every order of both kits was complete, and the audit agreed.',
];

const OVERLOAD = [
  '- Overload: HQ makes the orders before, while nobody is subscribed. The sender is a program of its own. It signs deliveries',
  '  with the key of the local SNS. An order that is refused is sent again later, like one that SNS',
  '  retries. It is in time if it is complete within 5 s of being sent, and accepted with the answer 200, or when SNS has it.',
  '- A load is held against what the kit completes where the sender waits, by the same way: a closed loop of deliveries, or the',
  '  generator. While HQ is frozen, nothing can be complete: there the orders count that are sent after it goes on, and all',
  '  that are offered are the most that can be. In the end all orders were delivered, and the audit agreed, unless said.',
];

const CONTAINERS = [
  '- A container is started with the limits of its task definition, in turn with a bare `node:http` server in the image',
  '  that ours take Node from. What an image has beyond `debian:bookworm-slim` is Node and the bundle.',
];

const COST = [
  '- What an order costs: both trees run as `npm start` runs them, side by side; only one is under load. Processor time and',
  '  writes are those of a whole turn, until every order of it is complete. Writes are counted where they reach the',
  '  endpoints, in all turns of both; a write whose condition does not hold is one, too.',
];

const COST_BESIDE_BARE = [
  '- What an order costs a whole kit: processor time of a whole turn, over the orders of it, of which every one is complete.',
  '  The bare server is the one of the monolith’s direct orders, at 32 connections as fast as it can; the kit and it take',
  '  turns. One ratio is for one program of the kit.',
];

const RATES = [
  '- A migration passes at a rate with exit code 0, no failed request, a median latency of at most 500 ms in every stage,',
  '  and at least 95 % of the orders made that were asked for. The trees take turns. Neighbouring rates differ by a factor of',
  '  about √2, so that a ratio is one of its powers, as nearly.',
];

/** Explanations of the measurements. */
export function howToRead(measured: Measured): string {
  const { cells, startUps, coldStart, migration, million, overload, earlier, besideBare, containers } =
    measured;
  return [
    ...(cells.length > 0 ? BESIDE_BARE : []),
    ...(startUps.length > 0 ? START_UP : []),
    ...(coldStart ? COLD_START : []),
    ...(migration ? MIGRATION : []),
    ...(million ? MILLION : []),
    ...(overload ? OVERLOAD : []),
    ...(earlier?.cost ? COST : []),
    ...(besideBare ? COST_BESIDE_BARE : []),
    ...(earlier && earlier.rates.length > 0 ? RATES : []),
    ...(containers ? CONTAINERS : []),
  ].join('\n');
}
