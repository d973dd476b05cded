/**
 * Builds every program of the workspace into `<room>/dist/`: a service as a bundle with all of its packages, a tool as one
 * that leaves them in node_modules. Services that are built together share chunks, in `libs/dist/`, which takes a third of
 * the time; the bundle in a service's image has its own.
 */
import { dirname, join, relative } from 'node:path';
import { build as esbuild, formatMessages, stop } from 'esbuild';
import { BuildStamp, hashOfSources } from './build-stamp.mjs';
import { decoratorMetadata, wholeNestApplication } from './bundling.mjs';
import { exclusively } from './exclusively.mjs';
import { ROOT } from './install.mjs';
import { SetupFailure } from './setup-failure.mjs';
import { writeOutputs } from './write-outputs.mjs';

/** Programs by room. A service is bundled whole; a tool keeps its packages external. */
const SERVICES = ['monolith', 'iridium', 'magnesite'];
const TOOLS = {
  hq: ['main.ts'],
  local: ['main.ts', 'platform.ts'],
  cli: ['interstella.ts'],
  bench: ['main.ts'],
};

/** Whatever may end up in a program. */
const SOURCES = [
  ...[...SERVICES, ...Object.keys(TOOLS), 'libs', 'infra'],
  ...['images', 'terminal', 'migration', 'cloud', 'rehearsal'],
].map((room) => join(ROOT, room));
/** A bundle holds packages, too. */
const PACKAGES = join(ROOT, 'package-lock.json');
const LOCK = join(ROOT, '.interstella', 'build.lock');
const SHARED = join('libs', 'dist');

/** @type {import('esbuild').BuildOptions} */
const base = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  splitting: true,
  absWorkingDir: ROOT,
  outdir: ROOT,
  write: false,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'silent',
  plugins: [decoratorMetadata],
  mainFields: ['module', 'main'],
};

/**
 * Leaves every package external but our own rooms, which are TypeScript.
 *
 * @type {import('esbuild').Plugin}
 */
const packagesExternal = {
  name: 'packages-external',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@interstella/') ? undefined : { path, external: true },
    );
  },
};

/**
 * Builds everything if anything has changed since the last build; where another process does so already, waits for it.
 *
 * @throws SetupFailure
 */
export async function buildIfNeeded() {
  const stamp = new BuildStamp(ROOT);
  if (stamp.isCurrent(hashOfSources(SOURCES, PACKAGES))) return;
  await exclusively(LOCK, 'building', async () => {
    // Before the build: what changes while it runs is for the next one.
    const sources = hashOfSources(SOURCES, PACKAGES);
    if (stamp.isCurrent(sources)) return;
    console.error('Building (once, until a source changes) …');
    // esbuild's own process would stay for as long as this one, which may be a kit.
    const files = await buildPrograms(SERVICES, Object.keys(TOOLS)).finally(stop);
    const outputs = files.map(({ path }) => relative(ROOT, path));
    const previous = stamp.read()?.outputs.map((path) => join(ROOT, path));
    // Nor may it vouch for a mixture of two builds.
    stamp.remove();
    // A service that starts just now finds its chunks: those come first.
    for (const folder of new Set([join(ROOT, SHARED), ...files.map(({ path }) => dirname(path))])) {
      const inFolder = files.filter(({ path }) => dirname(path) === folder);
      await writeOutputs(folder, inFolder, previous && new Set(previous));
    }
    stamp.write({ sources, outputs });
  });
}

/**
 * Builds the programs of some rooms, in memory.
 *
 * @param {string[]} services
 * @param {string[]} tools
 * @returns {Promise<import('esbuild').OutputFile[]>}
 * @throws SetupFailure
 */
export async function buildPrograms(services, tools = []) {
  const all = [optionsForServices(services), ...tools.map(optionsForTool)];
  const results = await Promise.allSettled(all.map((options) => esbuild({ ...base, ...options })));
  const built = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
  const failures = results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => /** @type {unknown} */ (reason));
  await show(
    'warning',
    built.flatMap(({ warnings }) => warnings),
  );
  const errors = failures.flatMap((failure) => {
    if (failure instanceof Error && 'errors' in failure) {
      return /** @type {import('esbuild').BuildFailure} */ (failure).errors;
    }
    throw failure;
  });
  if (errors.length > 0) {
    await show('error', errors);
    throw new SetupFailure(
      'The build failed; the messages above say where. Nothing of the last build was changed.',
    );
  }
  return built.flatMap(({ outputFiles = [] }) => outputFiles);
}

/** @param {string[]} services @returns {import('esbuild').BuildOptions} */
function optionsForServices(services) {
  const [first = '', ...others] = services;
  const chunks = others.length > 0 ? SHARED : join(first, 'dist');
  return {
    ...wholeNestApplication,
    entryPoints: services.map((room) => ({
      in: join(room, 'src', 'main.ts'),
      out: join(room, 'dist', 'main'),
    })),
    chunkNames: join(chunks, 'chunk-[hash]'),
  };
}

/** @param {string} room @returns {import('esbuild').BuildOptions} */
function optionsForTool(room) {
  const entries = TOOLS[/** @type {keyof typeof TOOLS} */ (room)];
  return {
    entryPoints: entries.map((entry) => join(room, entry)),
    entryNames: join(room, 'dist', '[name]'),
    chunkNames: join(room, 'dist', 'chunk-[hash]'),
    plugins: [packagesExternal, decoratorMetadata],
  };
}

/**
 * Shows messages, each once: what several programs share is reported by each of them.
 *
 * @param {'error' | 'warning'} kind @param {import('esbuild').Message[]} messages
 */
async function show(kind, messages) {
  const different = new Map(
    messages.map((message) => [JSON.stringify([message.text, message.location]), message]),
  );
  const texts = await formatMessages([...different.values()], { kind, color: process.stderr.isTTY });
  process.stderr.write(texts.join(''));
}
