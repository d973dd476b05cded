/**
 * Builds every program of the workspace into `<room>/dist/`: a service as one self-contained bundle (what its image
 * carries), a tool as one that leaves its packages in node_modules.
 */
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from '@swc/core';
import { build as esbuild } from 'esbuild';
import { ROOT } from './install.mjs';
import { swcOptions } from './swc.mjs';

/** Programs by room. A service is bundled whole; a tool keeps its packages external. */
const SERVICES = ['monolith', 'iridium', 'magnesite'];
const TOOLS = { hq: 'main.ts', local: 'main.ts', scripts: 'interstella.ts', bench: 'main.ts' };

/** The newest source that the present build was made from, as milliseconds since 1970. */
const STAMP = join(ROOT, 'node_modules', '.interstella-built');
const NOT_SOURCE = new Set(['node_modules', 'dist']);

/** Optional peers that NestJS looks for and that no service here has. */
const ABSENT_PEERS = [
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  '@nestjs/platform-express',
  'class-validator',
  'class-transformer',
  '@fastify/static',
  '@fastify/view',
  '@fastify/multipart',
];

/** CommonJS packages inside an ES module bundle still ask for these. */
const COMMONJS_NAMES = [
  "import { createRequire as bundledCreateRequire } from 'node:module';",
  'const require = bundledCreateRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

/** @type {import('esbuild').Plugin} */
const decoratorMetadata = {
  name: 'decorator-metadata',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const { code } = await transform(source, { ...swcOptions, filename: path });
      return { contents: code, loader: 'js' };
    });
  },
};

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
  metafile: true,
  logLevel: 'warning',
  plugins: [decoratorMetadata],
  entryNames: '[name]',
  chunkNames: 'chunk-[hash]',
  mainFields: ['module', 'main'],
};

/** @param {string} room @param {string} entry @param {import('esbuild').BuildOptions} options */
async function bundle(room, entry, options) {
  const outdir = join(ROOT, room, 'dist');
  const { metafile } = await esbuild({ ...base, ...options, entryPoints: [join(ROOT, room, entry)], outdir });
  const written = new Set(Object.keys(metafile?.outputs ?? {}).map((path) => join(ROOT, path)));
  for (const name of await readdir(outdir)) {
    if (!written.has(join(outdir, name))) await rm(join(outdir, name), { recursive: true });
  }
}

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

/** @param {string} folder @returns {Promise<number>} when the newest source below the folder was written, in ms */
async function newestSource(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const times = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_SOURCE.has(entry.name) ? 0 : newestSource(path);
    return /\.(ts|mjs|json)$/.test(entry.name) ? (await stat(path)).mtimeMs : 0;
  });
  return Math.max(0, ...(await Promise.all(times)));
}

/** Builds everything if a source is newer than the last build. */
export async function buildIfNeeded() {
  const builtFrom = Number(await readFile(STAMP, 'utf8').catch(() => '0'));
  const newest = Math.max(
    ...(await Promise.all(
      [...SERVICES, ...Object.keys(TOOLS), 'libs', 'infra'].map((room) => newestSource(join(ROOT, room))),
    )),
  );
  if (builtFrom === newest) return;
  await buildAll();
  await writeFile(STAMP, String(newest));
}

async function buildAll() {
  await Promise.all([...SERVICES, ...Object.keys(TOOLS)].map(buildRoom));
}

/** Builds the program of one room. @param {string} room */
export async function buildRoom(room) {
  if (SERVICES.includes(room)) {
    await bundle(room, 'src/main.ts', { external: ABSENT_PEERS, banner: { js: COMMONJS_NAMES } });
    return;
  }
  const entry = TOOLS[/** @type {keyof typeof TOOLS} */ (room)];
  if (existsSync(join(ROOT, room, entry))) {
    await bundle(room, entry, { plugins: [packagesExternal, decoratorMetadata] });
  }
}
