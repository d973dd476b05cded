import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { INSTALLED, missingPackages } from './packages.mjs';

const SYSTEM = { optional: true, os: [process.platform], cpu: [process.arch] };
const LOCK = {
  '': {},
  libs: {},
  'node_modules/@interstella/libs': { resolved: 'libs', link: true },
  'node_modules/axios': { version: '1.0.0' },
  'node_modules/axios/node_modules/inside': { version: '1.0.0', inBundle: true },
  'node_modules/esbuild-here': { version: '1.0.0', ...SYSTEM },
  'node_modules/esbuild-elsewhere': { version: '1.0.0', ...SYSTEM, os: ['plan9'] },
  'node_modules/swc-musl': { version: '1.0.0', ...SYSTEM, libc: ['musl'] },
  'node_modules/wasm': { version: '1.0.0', optional: true },
  'node_modules/jest': { version: '1.0.0', dev: true },
  'node_modules/typescript': { version: '1.0.0', devOptional: true },
};
const KIT = ['node_modules/@interstella/libs', 'node_modules/axios', 'node_modules/esbuild-here'];
const DEV = ['node_modules/jest', 'node_modules/typescript'];

describe('the packages that are missing', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'interstella-packages-'));
    write('package-lock.json', LOCK);
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function write(file: string, packages: object): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), JSON.stringify({ packages }));
  }

  const pick = (names: readonly string[]) =>
    Object.fromEntries(Object.entries(LOCK).filter(([name]) => names.includes(name)));

  it('are all of this system where npm has not come to its end, those for development only if they are needed', () => {
    expect(missingPackages(root, { dev: false })).toEqual(KIT);
    expect(missingPackages(root, { dev: true })).toEqual([...KIT, ...DEV]);
  });

  it('are those for development alone where the others are there', () => {
    write(INSTALLED, pick(KIT));
    expect(missingPackages(root, { dev: false })).toEqual([]);
    expect(missingPackages(root, { dev: true })).toEqual(DEV);
  });

  it('are none where everything is there, however it was installed', () => {
    write(INSTALLED, pick([...KIT, ...DEV]));
    expect(missingPackages(root, { dev: true })).toEqual([]);
  });

  it('are those of another version, and rooms that were moved', () => {
    const moved = { 'node_modules/@interstella/libs': { resolved: 'elsewhere', link: true } };
    write(INSTALLED, { ...pick([...KIT, ...DEV]), ...moved, 'node_modules/axios': { version: '0.9.0' } });
    expect(missingPackages(root, { dev: true })).toEqual(KIT.slice(0, 2));
  });
});
