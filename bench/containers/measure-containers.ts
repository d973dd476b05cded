import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { IMAGES, serviceNamed, type Image } from '@interstella/infra/stages';
import { builtImage, imageBuilds } from '@interstella/images/build-images.ts';
import { docker, requireEngine, type Engine } from '@interstella/images/docker.ts';
import { localName, shortName } from '@interstella/images/image-name.ts';
import { STOP_TIMEOUT_S } from '@interstella/infra/timing';
import { messageOf } from '@interstella/libs/errors';
import { limitOptions } from '@interstella/local/docker';
import type { Bench } from '../bench.ts';
import type { Containers, ContainerStart, ImageSize } from '../results/results.ts';
import { median } from '../statistics/statistics.ts';

/** Begins the names of the measured images, so that they replace no image of the user's. */
const ENVIRONMENT = 'interstella-bench';
/** The base image of the build, in which the baseline runs, too. */
const BASE = 'node:24-bookworm-slim';
const RUNTIME = 'debian:bookworm-slim';
const BARE = 'bare node:http';
const BARE_SERVER =
  "require('node:http').createServer((_, r) => r.end()).listen(process.env.PORT, process.env.HOST)";
const START_LIMIT_MS = 60_000;
const POLL_MS = 2;
/** A label on every container of this run, to find them all. */
const LABEL = `interstella.bench=${process.pid}`;

interface Program {
  readonly name: string;
  readonly image: string;
  readonly health: string;
  readonly containerPort: number;
  readonly env: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
}

/**
 * Measures the size of the images, and the time of a container from `docker run` to its first 200, in turn with a bare
 * `node:http` server in the base image. Without an engine, or if the build fails, the result is the reason.
 *
 * @throws Error if a container does not answer
 */
export async function measureContainers(bench: Bench): Promise<Containers> {
  bench.children.adopt({ stop: removeContainers });
  try {
    const engine = await builtBy(bench);
    if (typeof engine === 'string') return { images: [], starts: [], skipped: engine };
    return { images: await sizes(), starts: await measureStarts(bench, engine) };
  } finally {
    await removeContainers();
    await docker(['image', 'rm', '--force', ...IMAGES.map(nameOf)]).catch(() => '');
  }
}

/** The engine that has built the images, or the reason why there is none. */
async function builtBy({ progress }: Bench): Promise<Engine | string> {
  try {
    const engine = await requireEngine();
    progress('building the images …');
    const options = { environmentName: ENVIRONMENT, base: BASE, runtime: RUNTIME };
    for (const { run } of await imageBuilds(IMAGES, options)) await run(() => undefined);
    return engine;
  } catch (error) {
    // The last line of a failed build has the reason.
    const [what = '', ...lines] = messageOf(error).split('\n');
    return [what, ...lines.slice(-1).map((line) => line.trim())].join(' ');
  }
}

/** Ends every container of this run. Never rejects: without Docker there is no container. */
async function removeContainers(): Promise<void> {
  const ids = await docker(['ps', '--all', '--quiet', '--filter', `label=${LABEL}`]).catch(() => '');
  if (ids !== '') await docker(['rm', '--force', ...ids.split('\n')]).catch(() => '');
}

const nameOf = (image: Image) => localName(image, ENVIRONMENT);

async function sizes(): Promise<ImageSize[]> {
  const own = await Promise.all(
    IMAGES.map(async (image) => ({
      image: shortName(image),
      megabytes: ((await builtImage(image, ENVIRONMENT))?.bytes ?? 0) / 1e6,
    })),
  );
  const others = await Promise.all(
    [BASE, RUNTIME].map(async (image) => ({ image, megabytes: await sizeOf(image) })),
  );
  return [...own, ...others];
}

async function sizeOf(image: string): Promise<number> {
  return Number(await docker(['image', 'inspect', '--format', '{{.Size}}', image])) / 1e6;
}

const PROGRAMS: readonly Program[] = [
  {
    name: BARE,
    image: BASE,
    health: '/',
    containerPort: 8080,
    env: {},
    command: ['node', '--eval', BARE_SERVER],
  },
  ...IMAGES.filter(({ tag, service }) => tag === 'latest' && service !== 'magnesite').map(programOf),
  {
    ...programOf({ service: 'monolith', tag: 'latest' }, 'without the compile cache'),
    env: { NODE_DISABLE_COMPILE_CACHE: '1' },
  },
];

function programOf(image: Image, how: unknown): Program {
  const { healthCheckPath, containerPort } = serviceNamed(image.service);
  const name = typeof how === 'string' ? `${image.service}, ${how}` : image.service;
  return {
    name,
    image: nameOf(image),
    health: healthCheckPath,
    containerPort,
    env: image.service === 'monolith' ? {} : { monolithUrl: 'http://127.0.0.1:9' },
  };
}

async function measureStarts(bench: Bench, engine: Engine): Promise<ContainerStart[]> {
  const times = new Map(PROGRAMS.map(({ name }) => [name, [] as number[]]));
  // The first start of each program fills the caches and is not counted.
  for (let start = 0; start <= bench.plan.starts; start += 1) {
    for (const program of PROGRAMS) {
      const took = await startOnce(program, engine);
      if (start > 0) times.get(program.name)?.push(took);
    }
    bench.progress(`containers, round ${start} of ${bench.plan.starts}`);
  }
  const bare = median(times.get(BARE) ?? []);
  return PROGRAMS.map(({ name }) => {
    const readyMs = median(times.get(name) ?? []);
    return { program: name, readyMs, ratio: readyMs / bare };
  });
}

/** From `docker run` to the first 200, in milliseconds. */
async function startOnce({ image, health, containerPort, env, command = [] }: Program, engine: Engine) {
  const port = await freePort();
  const place = engine.sharesNetwork
    ? { network: ['--network', 'host'], env: { HOST: '127.0.0.1', PORT: String(port) } }
    : {
        network: ['--publish', `127.0.0.1:${port}:${containerPort}`],
        env: { HOST: '0.0.0.0', PORT: String(containerPort) },
      };
  const variables = Object.entries({ ...place.env, ...env }).flatMap(([name, value]) => [
    '--env',
    `${name}=${value}`,
  ]);
  const limits = limitOptions({ readonlyRootFilesystem: true, stopTimeoutS: STOP_TIMEOUT_S, memory: 512 });
  const begin = performance.now();
  const started = docker([
    'run',
    '--detach',
    '--rm',
    ...place.network,
    ...['--label', LABEL],
    ...limits.flat(),
    ...variables,
    image,
    ...command,
  ]);
  try {
    await Promise.race([untilHealthy(port, health), started.then(() => new Promise<never>(() => undefined))]);
    return performance.now() - begin;
  } finally {
    await docker(['rm', '--force', await started]);
  }
}

async function untilHealthy(port: number, path: string): Promise<void> {
  const end = performance.now() + START_LIMIT_MS;
  while (!(await answers(port, path))) {
    if (performance.now() > end)
      throw new Error(`A container did not answer GET ${path} within ${START_LIMIT_MS} ms.`);
    await delay(POLL_MS);
  }
}

function answers(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path, agent: false, timeout: START_LIMIT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => {
      resolve(false);
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
