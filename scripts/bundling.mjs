/** How esbuild bundles our TypeScript. */
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { ROOT } from './install.mjs';
import { swcOptions } from './swc.mjs';

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

/**
 * Has swc compile what decorators stand in: esbuild writes no metadata.
 *
 * @type {import('esbuild').Plugin}
 */
export const decoratorMetadata = {
  name: 'decorator-metadata',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      try {
        const { code } = await transform(source, { ...swcOptions, filename: path });
        return { contents: code, loader: 'js' };
      } catch (error) {
        // swc shows the line itself, and adds a stack that helps nobody here.
        const [text = ''] = String(error).split('\n\nCaused by:');
        return { errors: [{ text, location: { file: relative(ROOT, path) } }] };
      }
    });
  },
};

/**
 * What bundling a NestJS application with all of its packages takes.
 *
 * @type {import('esbuild').BuildOptions}
 */
export const wholeNestApplication = {
  external: ABSENT_PEERS,
  banner: { js: COMMONJS_NAMES },
  // Decorators need it, also in a chunk that runs before the entry.
  inject: [fileURLToPath(import.meta.resolve('reflect-metadata'))],
};
