/**
 * Builds every program of the workspace into `<room>/dist/`: a service as one self-contained bundle (what its image
 * carries), a tool as one that leaves its packages in node_modules.
 */
import { join, relative } from 'node:path';
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
const LOCK = join(ROOT, '.interstella', 'build.lock');

/** @type {import('esbuild').BuildOptions} */
const base = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  splitting: true,
  absWorkingDir: ROOT,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'silent',
  plugins: [decoratorMetadata],
  entryNames: '[name]',
  chunkNames: 'chunk-[hash]',
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
  if (stamp.isCurrent(hashOfSources(SOURCES))) return;
  await exclusively(LOCK, 'building', async () => {
    // Before the build: what changes while it runs is for the next one.
    const sources = hashOfSources(SOURCES);
    if (stamp.isCurrent(sources)) return;
    console.error('Building (once, until a source changes) …');
    // esbuild's own process would stay for as long as this one, which may be a kit.
    const programs = await buildPrograms([...SERVICES, ...Object.keys(TOOLS)]).finally(stop);
    const outputs = programs.flatMap(({ files }) => files.map(({ path }) => relative(ROOT, path)));
    const previous = stamp.read()?.outputs.map((path) => join(ROOT, path));
    // Nor may it vouch for a mixture of two builds.
    stamp.remove();
    for (const { folder, files } of programs) {
      await writeOutputs(folder, files, previous && new Set(previous));
    }
    stamp.write({ sources, outputs });
  });
}

/**
 * Builds the programs of some rooms, in memory.
 *
 * @param {string[]} rooms
 * @throws SetupFailure
 */
export async function buildPrograms(rooms) {
  const results = await Promise.allSettled(rooms.map(bundle));
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
  return built;
}

/** @param {string} room */
async function bundle(room) {
  const folder = join(ROOT, room, 'dist');
  const { outputFiles, warnings } = await esbuild({ ...optionsFor(room), outdir: folder, write: false });
  return { folder, files: outputFiles, warnings };
}

/** @param {string} room @returns {import('esbuild').BuildOptions} */
function optionsFor(room) {
  if (SERVICES.includes(room)) {
    const entryPoints = [join(ROOT, room, 'src', 'main.ts')];
    return { ...base, ...wholeNestApplication, entryPoints };
  }
  const entries = TOOLS[/** @type {keyof typeof TOOLS} */ (room)];
  return {
    ...base,
    entryPoints: entries.map((entry) => join(ROOT, room, entry)),
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
