import { join } from 'node:path';
import { roleProgram, serverEnvironment, serviceProgram, type Bench } from '../bench.ts';
import { logLines, type Case } from '../cases.ts';
import { directOrders, signedDeliveries } from '../deliveries/decks.ts';
import { LogFile } from '../processes/log-file.ts';
import type { Cell } from '../results/results.ts';
import { summarize } from '../results/summarize.ts';
import { loadServer, type Server } from './load-server.ts';
import { runPairs } from './run-pairs.ts';

/** A service writes a line for every step of an order. */
type LoggingServer = Required<Server>;

export const WARM_UP_CONNECTIONS = 32;
export const DECK_LIMIT_MS = 30_000;

/** Measures a service and its bare counterpart at every number of connections, in turn. */
export async function measureCase(bench: Bench, order: Case): Promise<Cell[]> {
  await bench.generator.ask({ deck: await deckOf(bench, order) }, DECK_LIMIT_MS);
  const service = await startServer(bench, order.room, serviceProgram(order.room));
  const baseline = await startServer(bench, 'baseline', roleProgram('baseline', order.name));
  for (const server of [service, baseline]) await warmUp(bench, order, server);

  const pairs = await runPairs(bench, order.name, service, baseline);
  for (const { child, log } of [service, baseline]) {
    await bench.children.stop(child);
    await log.close();
  }
  return bench.plan.connections.map((connections) =>
    summarize(
      order,
      connections,
      pairs.filter((pair) => pair.connections === connections),
      bench.cores,
    ),
  );
}

export async function deckOf({ plan, signer }: Bench, { signed, path, item }: Case): Promise<string[]> {
  return signed ? signedDeliveries(path, signer, plan.deliveries) : directOrders(path, item);
}

export async function startServer(
  bench: Bench,
  name: string,
  program: [string, ...string[]],
): Promise<LoggingServer> {
  const log = await LogFile.create(join(bench.scratch, `${name}.log`));
  const env = serverEnvironment(bench);
  const child = await bench.children.start({
    name,
    program,
    env,
    stdout: log.descriptor,
    core: bench.cores.server,
  });
  await log.firstLine();
  return { child, log };
}

/** Warms a server up, and makes sure on the way that both of a pair log the same work. */
export async function warmUp(
  { plan, generator, upstream }: Bench,
  order: Case,
  server: LoggingServer,
): Promise<void> {
  const load = { connections: WARM_UP_CONNECTIONS, leadInMs: 0, durationMs: plan.warmUpMs };
  const { responses } = await loadServer({ generator, upstream }, server, load);
  await server.log.expectLines(logLines(order), responses);
}
