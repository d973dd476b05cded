import { expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBuild } from './build-images.ts';

it('a failed build has the code of Docker’s failures, its last lines, and what to do about them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interstella-docker-'));
  const program = '#!/bin/sh\necho "no space left on device" >&2\nexit 1\n';
  writeFileSync(join(folder, 'docker'), program, { mode: 0o755 });
  const npm = { options: [], names: [], env: { PATH: `${folder}:${process.env.PATH ?? ''}` } };
  const built = runBuild(
    'some-image',
    ['build'],
    { labels: { VERSION: '1.0.0' }, npm, hasBuildx: true },
    () => undefined,
  );
  await expect(built).rejects.toMatchObject({
    code: 'DOCKER_FAILED',
    message: expect.stringMatching(/^some-image could not be built\. .*no space left.*docker system prune/s),
  });
  rmSync(folder, { recursive: true });
});
