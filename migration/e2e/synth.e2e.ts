import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TEST_LIMIT_MS } from '@interstella/libs/testing';
import { type Context, synthesize } from '../assembly/synthesize.ts';
import { useSynthesis } from '../assembly/testing/use-synthesis.ts';
import { ROOT } from '../../cli/e2e/support/root.ts';

const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

useSynthesis();

/** What `npx cdk synth -c stage=… -c …` writes. */
async function cdkSynth(context: Context): Promise<string> {
  const output = await mkdtemp(join(tmpdir(), 'interstella-cdk-out-'));
  try {
    const options = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    await promisify(execFile)(process.execPath, [CDK, 'synth', '--quiet', '--output', output, ...options], {
      cwd: ROOT,
      timeout: TEST_LIMIT_MS,
      // Nothing that a person has set may change what is compared.
      env: { PATH: process.env.PATH, HOME: output, CI: 'true' },
    });
    return await readFile(join(output, 'Interstella.template.json'), 'utf8');
  } finally {
    await rm(output, { recursive: true });
  }
}

it.each<[string, Context]>([
  ['alb', {}],
  ['nomagnesite', { desiredCount: 'monolith=2', allowFrom: '203.0.113.7/32' }],
])('what runs here as stage %s is, to the letter, what cdk deploy would send', async (stage, context) => {
  const [deployed, run] = await Promise.all([cdkSynth({ ...context, stage }), synthesize(stage, context)]);
  expect(JSON.stringify(run)).toBe(deployed);
  // And from the cache.
  expect(JSON.stringify(await synthesize(stage, context))).toBe(deployed);
});
