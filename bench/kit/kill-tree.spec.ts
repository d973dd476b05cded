import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { killTree } from './kill-tree.ts';

/** It ends by itself in the end, also where this test fails. */
const DEAF = "process.on('SIGTERM', () => {}); setTimeout(() => {}, 60_000); console.log('ready');";
const PARENT = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(DEAF)}], { stdio: 'inherit', detached: true });`;

it('ends a process with its descendants, in any process group', async () => {
  const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(parent.stdout, 'data');
  // The child holds the same pipe, which closes when both are gone.
  const closed = once(parent, 'close');
  await killTree(parent.pid ?? 0);
  expect(await closed).toEqual([null, 'SIGKILL']);
});
