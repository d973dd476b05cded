/**
 * Bundles HQ's functions for AWS Lambda, hq/lambda, into one file: with the SDK that the lock file names, not the one
 * that the runtime happens to have. No npm, no container, no download.
 *
 * Usage: bundle-lambda.mjs FOLDER, which gets index.mjs
 */
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { decoratorMetadata, wholeNestApplication } from './bundling.mjs';
import { ROOT } from './install.mjs';

const [folder = ''] = process.argv.slice(2);

await build({
  ...wholeNestApplication,
  entryPoints: [join(ROOT, 'hq', 'lambda', 'index.ts')],
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  // The log leaves out the story of Nest's start by the names of its classes.
  keepNames: true,
  plugins: [decoratorMetadata],
  logLevel: 'warning',
});
