import { execFile } from 'node:child_process';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { BARE_FASTIFY, ROOT, serverEnvironment, serviceProgram, type Bench } from '../bench.ts';
import { directOrders } from '../deliveries/requests.ts';
import { TOPIC_ARN } from '../cases.ts';
import { requestText } from '../http/text.ts';
import type { Child } from '../processes/child.ts';
import type { StartUp } from '../results/results.ts';
import { median } from '../statistics/statistics.ts';

const run = promisify(execFile);

interface Program {
  readonly name: string;
  readonly program: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly health: string;
  /** The requests of its load, in turn. */
  readonly requests: readonly string[];
}

const FASTIFY = 'bare fastify';
const SERVICES: readonly Program[] = [
  {
    name: FASTIFY,
    program: BARE_FASTIFY,
    health: '/',
    requests: [requestText('GET', '/', { Accept: '*/*' })],
  },
  {
    name: 'monolith',
    program: serviceProgram('monolith'),
    health: '/',
    requests: directOrders('/order/', 'bundle'),
  },
  {
    name: 'iridium',
    program: serviceProgram('iridium'),
    health: '/iridium/',
    requests: directOrders('/iridium/', 'iridium'),
  },
];
const LAMBDA_RUNTIME = join(ROOT, 'bench', 'start-up', 'lambda-runtime.mjs');
const BUNDLE_LAMBDA = join(ROOT, 'scripts', 'bundle-lambda.mjs');
const CONNECTIONS = 32;
const LOAD_LIMIT_MS = 60_000;
const HEALTH_LIMIT_MS = 10_000;

/** Measures, in turn, the time of each program to its first 200, and its memory before and after load. */
export async function measureStartUp(bench: Bench): Promise<StartUp[]> {
  const programs = [...SERVICES, await hqOnLambda(bench)];
  const times = new Map(programs.map(({ name }) => [name, [] as number[]]));
  // The first start of each program fills the caches of disk and Node, and is not counted.
  for (let start = 0; start <= bench.plan.starts; start += 1) {
    for (const program of programs) {
      const { child, readyMs } = await startProgram(bench, program);
      await bench.children.stop(child);
      if (start > 0) times.get(program.name)?.push(readyMs);
    }
    bench.progress(`start-up, round ${start} of ${bench.plan.starts}`);
  }
  const measured: Measured[] = [];
  for (const program of programs) {
    const readyMs = median(times.get(program.name) ?? []);
    measured.push({ program: program.name, readyMs, ...(await memoryOf(bench, program)) });
  }
  return withRatios(measured);
}

/** HQ's functions in the deployed bundle: their cold start without Lambda's own part. */
async function hqOnLambda({ scratch }: Bench): Promise<Program> {
  const folder = join(scratch, 'lambda');
  await run(process.execPath, [BUNDLE_LAMBDA, folder]);
  return {
    name: 'HQ on Lambda',
    program: [LAMBDA_RUNTIME, join(folder, 'index.mjs')],
    env: { TOPIC_ARN_PREFIX: TOPIC_ARN, AWS_REGION: 'us-east-1' },
    health: '/',
    requests: [requestText('GET', '/', { Accept: '*/*' })],
  };
}

type Measured = Omit<StartUp, 'readyRatio' | 'idleRatio' | 'loadedRatio'>;

function withRatios(measured: readonly Measured[]): StartUp[] {
  const bare = measured.find(({ program }) => program === FASTIFY);
  if (bare === undefined) throw new Error('There is no bare fastify to compare with.');
  return measured.map((startUp) => ({
    ...startUp,
    readyRatio: startUp.readyMs / bare.readyMs,
    idleRatio: startUp.idleMb / bare.idleMb,
    loadedRatio: startUp.loadedMb / bare.loadedMb,
  }));
}

async function startProgram(bench: Bench, { name, program, env, health }: Program) {
  const started = performance.now();
  const child = await bench.children.start({
    name,
    program,
    env: { ...serverEnvironment(bench), ...compileCache(bench), ...env },
  });
  await expectHealthy(child, health);
  return { child, readyMs: performance.now() - started };
}

/** Node writes and reads a compile cache from 22.1 on; older versions ignore the variable. */
function compileCache({ scratch }: Bench): Record<string, string> {
  return { NODE_COMPILE_CACHE: join(scratch, 'compile-cache') };
}

function expectHealthy({ name, port }: Child, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false, timeout: HEALTH_LIMIT_MS }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`${name} answers GET ${path} with ${String(response.statusCode)}.`));
    })
      .on('timeout', () => {
        reject(new Error(`${name} does not answer GET ${path}.`));
      })
      .on('error', reject);
  });
}

async function memoryOf(bench: Bench, program: Program): Promise<{ idleMb: number; loadedMb: number }> {
  const { plan, generator } = bench;
  const { child } = await startProgram(bench, program);
  await delay(plan.settleMs);
  const idle = await child.usage();
  await generator.ask({ requests: program.requests }, LOAD_LIMIT_MS);
  const load = { port: child.port, connections: CONNECTIONS, leadInMs: 0, durationMs: plan.warmUpMs };
  await generator.ask({ load }, LOAD_LIMIT_MS);
  await delay(plan.settleMs);
  const loaded = await child.usage();
  await bench.children.stop(child);
  bench.progress(`memory of ${program.name}`);
  return { idleMb: idle.rssBytes / 1e6, loadedMb: loaded.rssBytes / 1e6 };
}
