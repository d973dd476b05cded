import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Children } from '../processes/children.ts';
import { checkOut, removeEarlierTree } from './earlier-tree.ts';

let folder: string;
let repository: string;
let first: string;
let bench: { children: Children; scratch: string };

const git = (root: string, ...args: string[]) =>
  execFileSync('git', ['-C', root, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

async function commit(text: string): Promise<string> {
  await writeFile(join(repository, 'file'), text);
  git(repository, 'add', '.');
  git(repository, 'commit', '-m', text, '--no-gpg-sign');
  return git(repository, 'rev-parse', '--short', 'HEAD');
}

function expectNoTrace(): void {
  expect(existsSync(join(folder, 'earlier'))).toBe(false);
  expect(git(repository, 'worktree', 'list').split('\n')).toHaveLength(1);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interstella-bench-spec-'));
  repository = join(folder, 'repository');
  bench = { children: new Children(), scratch: folder };
  execFileSync('git', ['init', '--quiet', repository]);
  first = await commit('first');
  await commit('second');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the earlier tree', () => {
  it('is checked out beside the present one, and leaves no trace in the repository', async () => {
    const checkedOut = await checkOut(bench, repository, first);
    const root = join(folder, 'earlier');
    expect(checkedOut).toEqual({ tree: { name: first, root } });
    expect(await readFile(join(root, 'file'), 'utf8')).toBe('first');
    expect(await readFile(join(repository, 'file'), 'utf8')).toBe('second');

    await writeFile(join(root, 'built'), '');
    await removeEarlierTree(folder, repository);
    expectNoTrace();
    await expect(removeEarlierTree(folder, repository)).resolves.toBeUndefined();
  });

  it('leaves no trace after an interrupted checkout or removal', async () => {
    await checkOut(bench, repository, first);
    await rm(join(folder, 'earlier', '.git'));
    git(repository, 'worktree', 'lock', join(folder, 'earlier'));
    await removeEarlierTree(folder, repository);
    expectNoTrace();
  });

  it('is left out if the history is shallow, with the command that deepens it', async () => {
    const shallow = join(folder, 'shallow');
    execFileSync('git', ['clone', '--quiet', '--depth', '1', pathToFileURL(repository).href, shallow]);
    expect(await checkOut(bench, shallow, first)).toEqual({
      skipped: expect.stringContaining('git fetch --unshallow'),
    });
    git(shallow, 'fetch', '--unshallow');
    expect(await checkOut(bench, shallow, first)).toHaveProperty('tree');
    await removeEarlierTree(folder, shallow);
  });

  it('is left out if the repository lacks the commit, and outside a repository', async () => {
    expect(await checkOut(bench, repository, '0123456')).toEqual({
      skipped: expect.stringContaining('has no 0123456'),
    });
    expect(await checkOut(bench, folder, first)).toEqual({
      skipped: expect.stringContaining('no git repository'),
    });
  });

  it('fails with the output of git', async () => {
    await writeFile(join(folder, 'earlier'), 'in the way');
    await expect(checkOut(bench, repository, first)).rejects.toThrow(/failed \(exit code 128\): .*earlier/s);
    await rm(join(folder, 'earlier'));
  });
});
