import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildProgram } from './child-program.ts';

const environment = { ...process.env };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interstella-program-'));
});

afterEach(async () => {
  process.env = { ...environment };
  await rm(folder, { recursive: true });
});

/** What a program sees of this process's environment, and of its own definition. */
async function seenBy(seesOnlyItsOwn: boolean): Promise<Record<string, string>> {
  const entry = join(folder, 'shows.mjs');
  await writeFile(entry, 'console.log(JSON.stringify(process.env));');
  const logFile = join(folder, 'shows.log');
  const program = await ChildProgram.spawn({
    name: 'shows',
    entry,
    env: { PORT: '0' },
    logFile,
    seesOnlyItsOwn,
  });
  await program.ended;
  return JSON.parse(await readFile(logFile, 'utf8')) as Record<string, string>;
}

describe('The environment of a program', () => {
  it('has nothing of the shell that its settings, an SDK or a proxy could be taken from', async () => {
    process.env = {
      PATH: '/bin',
      HOME: '/home/somebody',
      DOCKER_HOST: 'unix:///run/docker.sock',
      NODE_OPTIONS: '--no-warnings',
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_CONFIG_FILE: '/home/somebody/.aws/config',
      DATA_DIR: '/data',
      LOG_FORMAT: 'combined',
      TABLE_PREFIX: 'wp',
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: 'http://127.0.0.1:9',
      https_proxy: 'http://127.0.0.1:9',
    };
    const kept = { PATH: '/bin', HOME: '/home/somebody', PORT: '0' };
    // No file of the person's AWS settings is read in their home, either.
    const files = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
    const ofKit = { DOCKER_HOST: 'unix:///run/docker.sock', NODE_OPTIONS: '--no-warnings' };
    expect(await seenBy(false)).toEqual({ ...kept, ...files, ...ofKit });
    expect(await seenBy(true)).toEqual({ ...kept, ...files });
  });
});
