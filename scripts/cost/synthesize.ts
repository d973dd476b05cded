import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../kit/kit-folder.ts';
import type { Template } from './template.ts';

export async function synthesize(
  stage: string,
  context: Readonly<Record<string, string>> = {},
): Promise<Template> {
  const outdir = await mkdtemp(join(tmpdir(), 'interstella-cost-'));
  try {
    const { buildApp } = await import('@interstella/infra/app');
    const cdkJson = JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')) as {
      context: Record<string, unknown>;
    };
    const app = buildApp({
      outdir,
      context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [], ...context, stage },
    });
    return app.synth().stacks[0]?.template as Template;
  } finally {
    await rm(outdir, { recursive: true });
  }
}
