import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cp, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STAGES } from '../stages.ts';
import { ofType } from '../testing/queries.ts';
import type { Template } from '../testing/template.ts';
import { cdk, ROOT, run } from './support/cdk.ts';

const NOT_COPIED = new Set(['dist', 'e2e', 'testing', 'node_modules']);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interstella-cdk-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function templateIn(output: string): Promise<Template> {
  const names = (await readdir(output)).filter((name) => name.endsWith('.template.json'));
  expect(names).toHaveLength(1);
  return JSON.parse(await readFile(join(output, names[0] ?? ''), 'utf8')) as Template;
}

describe('npx cdk', () => {
  it.each(['hq', 'noiridium'])('synth -c stage=%s makes exactly that stack, offline', async (stage) => {
    const output = join(folder, stage);
    const { code, stdout, stderr } = await cdk('synth', '-c', `stage=${stage}`, '--output', output);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(new RegExp(`^ {2}Stage:\n {4}Description: .*\n {4}Value: ${stage}$`, 'm'));
    expect((await templateIn(output)).Outputs?.Stage?.Value).toBe(stage);
    expect(stderr).not.toMatch(/feature flags/);
  });

  it('synth without a stage makes no stack, does not fail in the app, and lists the stages', async () => {
    const { stderr } = await cdk('synth', '--output', join(folder, 'none'));
    expect(stderr).toContain(
      'No stage is chosen. Choose one with -c stage=NAME (for cdk bootstrap, any of them):',
    );
    for (const { name, lab } of STAGES) expect(stderr).toMatch(new RegExp(`^ {2}${name} +lab ${lab}: `, 'm'));
    expect(stderr).not.toMatch(/Subprocess exited|^ +at /m);
  });

  it('synth of a stage that is none fails and lists the stages, without a stack trace', async () => {
    const { code, stderr } = await cdk('synth', '-c', 'stage=irridium', '--output', join(folder, 'unknown'));
    expect(code).toBe(1);
    expect(stderr).toContain('-c stage=irridium is no stage. The stages, in order:');
    for (const { name } of STAGES) expect(stderr).toMatch(new RegExp(`^ {2}${name} +lab `, 'm'));
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe('a third resource', () => {
  let copy: string;

  beforeAll(async () => {
    // Below the repository, where its packages are found; in a folder that nothing looks into.
    await mkdir(join(ROOT, 'infra', 'dist'), { recursive: true });
    copy = await mkdtemp(join(ROOT, 'infra', 'dist', 'third-resource-'));
    for (const name of await readdir(join(ROOT, 'infra'))) {
      if (!NOT_COPIED.has(name)) await cp(join(ROOT, 'infra', name), join(copy, name), { recursive: true });
    }
    const stages = await readFile(join(copy, 'stages.ts'), 'utf8');
    const line = "export const RESOURCES = ['iridium', 'magnesite'] as const;";
    expect(stages).toContain(line);
    await writeFile(
      join(copy, 'stages.ts'),
      stages.replace(line, "export const RESOURCES = ['iridium', 'magnesite', 'palladium'] as const;"),
    );
  });

  afterAll(async () => {
    await rm(copy, { recursive: true });
  });

  it('takes one line: its stages, service, rule, topic, queue and repository follow from it', async () => {
    const output = join(folder, 'third');
    const { context } = JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
    const { code, stderr } = await run(process.execPath, ['--import', 'tsx', join(copy, 'main.ts')], {
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, stage: 'nopalladium' }),
      CDK_OUTDIR: output,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const template = await templateIn(output);
    const rules = [...ofType(template, 'AWS::ElasticLoadBalancingV2::ListenerRule').values()];
    expect(rules.map(({ Priority, Conditions }) => [Priority, JSON.stringify(Conditions)])).toEqual([
      [1, expect.stringContaining('/iridium*')],
      [2, expect.stringContaining('/magnesite*')],
      [3, expect.stringContaining('/palladium*')],
    ]);
    const names = JSON.stringify(template);
    for (const name of [
      '"ServiceName":"interstella-palladium"',
      '"RepositoryName":"interstella-palladium"',
      '"LogGroupName":"interstella-palladium"',
      '"QueueName":"interstella-palladium-redrive"',
      ':interstella-palladium"',
      '"Value":"iridium,magnesite,palladium"',
      ':nopalladium"',
    ]) {
      expect(names).toContain(name);
    }
  });
});
