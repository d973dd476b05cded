import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ROOT } from './install.mjs';

interface Manifest {
  readonly bin?: Readonly<Record<string, string>>;
}

const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as unknown;

it('npx finds the commands of the workspace before anything is installed, and offers no package of another', () => {
  const { bin = {} } = read('package.json') as Manifest;
  expect(Object.keys(bin).sort()).toEqual(['cdk', 'interstella']);
  for (const file of Object.values(bin)) expect(statSync(join(ROOT, file)).isFile()).toBe(true);
  // npm ci compares.
  const { packages } = read('package-lock.json') as { packages: Readonly<Record<string, Manifest>> };
  expect(packages['']?.bin).toEqual(bin);
});
