import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import { ROOT } from './install.mjs';

const PROGRAMS = ['cli/interstella.ts', 'hq/main.ts', 'local/main.ts', 'local/platform.ts', 'bench/main.ts'];

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, { dev?: boolean; devOptional?: boolean } | undefined>>;
};

function isForDevelopment(imported: string): boolean {
  const [name = ''] = /^(@[^/]+\/)?[^/]+/.exec(imported) ?? [];
  const found = packages[`node_modules/${name}`];
  return found?.dev === true || found?.devOptional === true;
}

it('no program loads a package of devDependencies, which npm start does not install', async () => {
  const { metafile } = await build({
    ...{ absWorkingDir: ROOT, entryPoints: PROGRAMS, outdir: 'dist', write: false, metafile: true },
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', logLevel: 'silent' },
    external: Object.keys(packages)
      .filter((path) => /^node_modules\/(?!@interstella\/)/.test(path))
      .map((path) => path.slice('node_modules/'.length)),
  }).finally(stop);
  const imported = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external }) => external === true)
    .map(({ path }) => path);
  expect(imported).toContain('commander');
  expect(imported.filter(isForDevelopment)).toEqual([]);
});
