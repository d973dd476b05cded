import { join } from 'node:path';
import { roleProgram, serverEnvironment, serviceProgram, type Bench } from '../bench.ts';
import { logLines, type Case } from '../cases.ts';
import { directOrders, signedDeliveries } from '../deliveries/requests.ts';
import { LogFile } from '../processes/log-file.ts';
import type { Cell } from '../results/results.ts';
import { compare, useRequests, warmUp } from './compare.ts';
import type { Server } from './load-server.ts';

/** A service writes a line for every step of an order. */
type LoggingServer = Required<Server>;

/** Compares a service with a bare server that does the same work. */
export async function measureCase(bench: Bench, order: Case): Promise<Cell[]> {
  await useRequests(bench, await requestsOf(bench, order));
  const service = await startServer(bench, order.room, serviceProgram(order.room));
  const baseline = await startServer(bench, 'baseline', roleProgram('baseline', order.name));
  for (const server of [service, baseline]) await warmUpWithLog(bench, order, server);
  return compare(bench, order, service, baseline);
}

export async function requestsOf({ plan, signer }: Bench, { signed, path, item }: Case): Promise<string[]> {
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

/** @throws Error if the server does not log the lines of the case: both servers of a pair must do the same work */
export async function warmUpWithLog(bench: Bench, order: Case, server: LoggingServer): Promise<void> {
  await server.log.expectLines(logLines(order), await warmUp(bench, server));
}
