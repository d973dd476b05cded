/** Where the accounts of participants stand, and what comes of it: `npx cdk synth` as an instructor runs it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ofType } from '../testing/queries.ts';
import type { Template } from '../testing/template.ts';
import { ROOT, run } from './support/cdk.ts';

describe('accounts of participants', () => {
  // Where cdk looks for its context: beside cdk.json. That of this workspace is somebody's own.
  let workspace: string;
  beforeAll(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'interstella-accounts-'));
  });
  afterAll(async () => {
    await rm(workspace, { recursive: true });
  });

  it("are allowed by every deployment once they stand in cdk's context file", async () => {
    const { context } = JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
    const app = [process.execPath, '--import', import.meta.resolve('tsx'), join(ROOT, 'infra', 'main.ts')];
    await writeFile(
      join(workspace, 'cdk.json'),
      JSON.stringify({
        app: app.join(' '),
        notices: false,
        context: { ...context, 'aws:cdk:bundling-stacks': [] },
      }),
    );
    await writeFile(
      join(workspace, 'cdk.context.json'),
      JSON.stringify({ participantAccounts: '111111111111,222222222222' }),
    );
    const program = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    const inWorkspace = ['-c', 'cd "$0" && exec "$@"', workspace, process.execPath, program];
    const { code, stderr } = await run('bash', [...inWorkspace, 'synth', '--quiet', '-c', 'stage=hq']);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const synthesized = JSON.parse(
      await readFile(join(workspace, 'cdk.out', 'InterstellaHq.template.json'), 'utf8'),
    ) as Template;
    const policies = [...ofType(synthesized, 'AWS::SNS::TopicPolicy').values()];
    expect(policies).toHaveLength(3);
    for (const policy of policies) {
      expect(JSON.stringify(policy)).toMatch(/ParticipantsSubscribe/);
      expect(JSON.stringify(policy)).toMatch(/111111111111.*222222222222/);
    }
  });
});
