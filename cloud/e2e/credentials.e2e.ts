import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INTERSTELLA } from '../../cli/e2e/support/command-line.ts';
import { RunningCommand } from '../../cli/e2e/support/running-command.ts';

/** Port 9 of this machine: nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';
const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'a-secret-of-nobody' };

describe('interstella on AWS', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'interstella-credentials-'));
  });
  afterAll(async () => {
    await rm(home, { recursive: true });
  });

  it.each([
    ['no region', KEYS, 'No AWS region is set. Set one, such as `export AWS_REGION=us-east-1`.'],
    [
      'no credentials',
      { AWS_REGION: 'us-east-1' },
      'No AWS credentials were found. Sign in with `aws login`',
    ],
    [
      'no AWS',
      { ...KEYS, AWS_DEFAULT_REGION: 'us-east-1', AWS_ENDPOINT_URL: NOWHERE },
      `The AWS API at ${NOWHERE} (AWS_ENDPOINT_URL) could not be asked who this is: `,
    ],
  ])('says in a sentence that there is %s', async (_, aws, sentence) => {
    const { PATH = '' } = process.env;
    const env = { PATH, HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...aws };
    const { code, stderr } = await new RunningCommand(process.execPath, [INTERSTELLA, 'status', '--aws'], {
      env,
    }).ended;
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^ +at |a-secret-of-nobody/m);
    expect(code).toBe(2);
  });
});
