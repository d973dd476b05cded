import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeDocker } from '../../cli/e2e/support/fake-docker.ts';
import { ROOT } from '../../cli/e2e/support/root.ts';

/** What the script itself uses, and the command. */
const PROGRAMS = ['bash', 'dirname', 'grep', 'id', 'mktemp', 'rm', 'sed', 'env'];

describe('scripts/with-docker.sh', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'interstella-with-docker-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function withDocker(path: string) {
    const command = ['bash', '-c', 'echo "$PWD ${DOCKER_HOST-none}"; exit 3'];
    const env = { PATH: path, TMPDIR: folder };
    const script = join(ROOT, 'scripts', 'with-docker.sh');
    const { status, stdout, stderr } = spawnSync(script, command, {
      ...{ env, encoding: 'utf8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { status, stdout, stderr };
  }

  it('runs the command as it is where an engine answers, and ends as it does', () => {
    const docker = new FakeDocker();
    try {
      const { status, stdout, stderr } = withDocker(docker.env.PATH);
      expect({ status, stdout, stderr }).toEqual({ status: 3, stdout: `${ROOT} none\n`, stderr: '' });
      expect(docker.calls).toEqual([]);
    } finally {
      docker.remove();
    }
  });

  it('runs it all the same where no engine can be started, says why, and leaves nothing', () => {
    for (const program of PROGRAMS) symlinkSync(join('/usr/bin', program), join(folder, program));
    const { status, stdout, stderr } = withDocker(folder);
    expect({ status, stdout }).toEqual({ status: 3, stdout: `${ROOT} none\n` });
    expect(stderr).toMatch(/^docker: no engine answers, and (only root can|there is no apt-get to) .+\n$/);
    expect(spawnSync('ls', [folder], { encoding: 'utf8' }).stdout.trim().split('\n').sort()).toEqual(
      PROGRAMS.toSorted(),
    );
  });
});
