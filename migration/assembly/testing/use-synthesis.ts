import { afterAll, beforeAll } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackPlace } from '@interstella/local/platform/template';

export const PLACE: StackPlace = {
  region: 'us-east-1',
  accountId: '000000000000',
  partition: 'aws',
  loadBalancerDnsName: 'localhost:5000',
};

/** The context of a participant whose HQ is an instructor's. */
export const INSTRUCTOR = {
  topicArnPrefix: 'arn:aws:sns:us-east-1:123456789012:interstella-',
  apiEndpoint: 'https://hq.example.com/receiving/',
};

/** Has the tests of a file keep templates in a folder of their own, which goes with them. */
export function useSynthesis(): { readonly folder: string } {
  const { INTERSTELLA_HOME } = process.env;
  const home = { folder: '' };

  beforeAll(async () => {
    home.folder = await mkdtemp(join(tmpdir(), 'interstella-synthesis-'));
    process.env.INTERSTELLA_HOME = home.folder;
  });

  afterAll(async () => {
    if (INTERSTELLA_HOME === undefined) delete process.env.INTERSTELLA_HOME;
    else process.env.INTERSTELLA_HOME = INTERSTELLA_HOME;
    await rm(home.folder, { recursive: true });
  });

  return home;
}
