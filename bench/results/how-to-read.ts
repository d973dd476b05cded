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
  '- Start-up is from the start of the process to its first 200. Memory is resident size after an idle second, before and',
  '  after load at 32 connections (bare fastify and HQ: GET, services: orders). HQ on Lambda is the deployed bundle behind a',
  '  socket, without the time that Lambda itself needs for a cold start.',
];

const COLD_START = [
  '- Cold start is the wait after typing the command, with the start of Node. Everything is built, and the template is cached.',
];

const MIGRATION = [
  '- The migration is `npm run migrate -- --rate 200`, measured by its own JSON. Its time has the cold start, eight steps, four',
  '  seconds at each stage, the waits at gates, and the proof. A switch ends when the whole deployment of the stage is in',
  '  force; the health check intervals of the template are part of it.',
];

const MILLION = [
  '- Both ledgers are on disk (`npm start -- --data FOLDER`), in kits at stage `alb` that run side by side; one of them is under',
  '  load. The full ledger was filled through DynamoDB by HQ’s own code with orders that the monolith fulfilled. HQ has counted',
  '  and sealed every minute of it. Then both kits were started again and warmed up.',
  '- Latency is from publishing to the last resource, as the ledger has it. Ratios are the median over pairs of turns. On a',
  '  machine at its limit, latency is mostly time in queues: there, use the processor time for an order. The goals leave room',
  '  for the difference between two turns of the same kit.',
  '- In the end every order of both kits was complete, and the audit agreed.',
];

const OVERLOAD = [
  '- Overload: HQ makes the orders before the load, while no service is subscribed. The sender is a program of its own and signs',
  '  deliveries with the key of the local SNS. It sends a refused order again later, as SNS does. An order is accepted with the',
  '  answer 200, or when SNS has it. It is in time if it is complete within 5 s.',
  '- Each load is compared with the sustained rate of the same kind: of a closed loop of deliveries, or of the generator. While',
  '  HQ is frozen, no order can be complete: the third load counts the orders after that, and compares them with the offered',
  '  rate. In the end all orders were delivered and the audit agreed, unless the table says otherwise.',
];

const CONTAINERS = [
  '- A container starts with the limits of its task definition, in turn with a bare `node:http` server in the image from which',
  '  ours take Node. Our images are `debian:bookworm-slim` with Node and the bundle.',
];

const COST = [
  '- Processor time and writes of an order, beside an earlier commit: both trees run as `npm start` runs them, side by side; one',
  '  of them is under load. The values are those of a whole turn, until every order of it is complete. Writes are counted as',
  '  requests to the endpoints, in all turns of both; a write whose condition fails counts, too.',
];

const COST_BESIDE_BARE = [
  '- Processor time of a whole kit for an order: that of a whole turn, over its orders, all of which are complete. The bare',
  '  server is that of the monolith’s direct orders, at 32 connections and full speed. The kit and the bare server take turns.',
  '  Each ratio is of one program of the kit.',
];

const RATES = [
  '- A migration passes at a rate with exit code 0, no failed request, a median latency of at most 500 ms in every stage, and at',
  '  least 95 % of the wanted orders made. The trees take turns. Neighbouring rates differ by a factor of about √2, so a ratio',
  '  is close to a power of it.',
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
