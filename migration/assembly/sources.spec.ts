import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hashOfSources } from './sources.ts';

describe('the hash of what templates come from', () => {
  let root: string;
  let before: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'interstella-sources-'));
    await write('cdk.json', '{}');
    await write('node_modules/aws-cdk-lib/package.json', '2.0.0');
    await write('node_modules/constructs/package.json', '10.0.0');
    await write('infra/stages.ts', 'one');
    await write('infra/stack/stack.ts', 'two');
    before = await hashOfSources(root);
  });

  afterEach(() => rm(root, { recursive: true }));

  async function write(path: string, content: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }

  it.each([
    ['cdk.json', '{"context":{}}'],
    ['node_modules/aws-cdk-lib/package.json', '2.0.1'],
    ['node_modules/constructs/package.json', '10.0.1'],
    ['infra/stages.ts', 'One'],
    ['infra/stack/stack.ts', 'Two'],
    ['infra/another.ts', ''],
  ])('is another one once %s changes', async (path, content) => {
    await write(path, content);
    expect(await hashOfSources(root)).not.toBe(before);
  });

  it.each([
    'infra/stack/stack.spec.ts',
    'infra/e2e/synth.ts',
    'infra/testing/queries.ts',
    'infra/dist/old.ts',
    'infra/README.md',
    'hq/main.ts',
  ])('is the same whatever %s is', async (path) => {
    await write(path, 'anything');
    expect(await hashOfSources(root)).toBe(before);
  });

  it('is the same for the same content, wherever and whenever it was written', async () => {
    await write('infra/stages.ts', 'One');
    await write('infra/stages.ts', 'one');
    expect(await hashOfSources(root)).toBe(before);
  });
});
