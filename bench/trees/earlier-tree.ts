import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bench, ROOT } from '../bench.ts';
import { Children } from '../processes/children.ts';
import { runCommand } from '../processes/run-command.ts';
import type { Tree } from './tree.ts';

/**
 * The commit that the present tree is compared with: the last one before HQ's ledger was rebuilt. Its limits under load were
 * measured.
 */
export const EARLIER = '421ad2c';

/** The tree, or the reason why there is none. */
export type CheckedOut = { readonly tree: Tree } | { readonly skipped: string };

const git = (root: string, ...args: string[]) => promisify(execFile)('git', ['-C', root, ...args]);
const folderIn = (scratch: string) => join(scratch, 'earlier');

/** Checks out {@link EARLIER} in a folder, installs its packages and builds it. @throws Error if that fails */
export async function prepareEarlierTree(bench: Bench): Promise<CheckedOut> {
  const { children, progress } = bench;
  const begun = performance.now();
  progress(`checking out ${EARLIER}, installing and building it; that takes minutes …`);
  const checkedOut = await checkOut(bench);
  if ('skipped' in checkedOut) return checkedOut;
  const { root } = checkedOut.tree;
  await runCommand(children, {
    name: `The build of ${EARLIER}`,
    command: process.execPath,
    // `npm run build` runs this there; it begins with npm ci.
    args: [join(root, 'scripts', 'run.mjs'), 'build'],
    cwd: root,
  });
  progress(`${EARLIER} is built, after ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
  return checkedOut;
}

/** @param root of the repository @throws Error if git fails */
export async function checkOut(
  { children, scratch }: Pick<Bench, 'children' | 'scratch'>,
  root = ROOT,
  commit = EARLIER,
): Promise<CheckedOut> {
  const skipped = await reasonAgainst(root, commit);
  if (skipped !== undefined) return { skipped };
  const folder = folderIn(scratch);
  await runCommand(children, {
    name: `Checking out ${commit}`,
    command: 'git',
    // The user's git hooks expect the user's own working tree.
    args: ['-c', 'core.hooksPath=/dev/null', '-C', root, 'worktree', 'add', '--detach', folder, commit],
    cwd: root,
  });
  return { tree: { name: commit, root: folder } };
}

/** Removes the tree, also an unfinished one, and git's record of it. Does nothing if there is none. */
export async function removeEarlierTree(scratch: string, root = ROOT): Promise<void> {
  const folder = folderIn(scratch);
  if (!existsSync(folder)) return;
  // git refuses to remove an unfinished tree, but removes the record of a tree that is gone.
  await rm(folder, { recursive: true });
  await runCommand(new Children(), {
    name: `Removing git's record of ${folder}`,
    command: 'git',
    // Twice, because an unfinished tree is locked.
    args: ['-C', root, 'worktree', 'remove', '--force', '--force', folder],
    cwd: root,
    ignoresCtrlC: true,
  });
}

async function reasonAgainst(root: string, commit: string): Promise<string | undefined> {
  const shallow = await git(root, 'rev-parse', '--is-shallow-repository').catch(() => undefined);
  if (!shallow) return `This is no git repository, or git is not there. ${commit} is in a clone of it.`;
  const isThere = await git(root, 'cat-file', '-e', `${commit}^{commit}`).then(
    () => true,
    () => false,
  );
  if (isThere) return undefined;
  return shallow.stdout.trim() === 'true'
    ? `The history here is shallow and does not reach back to ${commit}. Deepen it: git fetch --unshallow`
    : `The history here has no ${commit}. Fetch it: git fetch origin`;
}
