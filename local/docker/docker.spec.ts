import { afterAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker } from './docker.ts';

const folder = mkdtempSync(join(tmpdir(), 'interstella-docker-'));
// Runs what it is told to.
writeFileSync(join(folder, 'docker'), '#!/bin/sh\nshift\neval "$*"\n', { mode: 0o755 });
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it.each<[tells: string, script: string, timeLimitMs: number, said: string]>([
  [
    'its last lines',
    'echo no disk >&2; exit 3',
    30_000,
    'failed with exit code 3. The last that it said:\n  no disk',
  ],
  ['nothing of lines where there are none', 'exit 3', 30_000, 'failed with exit code 3.'],
  [
    'the time limit of one that was ended',
    'exec tail -f /dev/null',
    500,
    'was ended by SIGTERM (time limit: 0.5 s).',
  ],
])('a failed command of Docker tells %s', async (_tells, script, timeLimitMs, said) => {
  const env = { PATH: `${folder}:${process.env.PATH ?? ''}` };
  await expect(docker(['info', script], { env, timeLimitMs })).rejects.toMatchObject({
    code: 'DOCKER_FAILED',
    message: `docker info ${said}`,
  });
});
