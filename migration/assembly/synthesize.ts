import { createHash } from 'node:crypto';
import type { Template } from '@interstella/local/platform/template';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { hashOfSources } from './sources.ts';
import { templateCache } from './template-cache.ts';
import { workspaceContext, type WorkspaceContext } from '@interstella/infra/workspace/context.ts';
import type { Context } from './workspace-context.ts';

export type { Context } from './workspace-context.ts';

/**
 * The template that `npx cdk synth -c stage=NAME -c …` writes, made in this process; or kept since it was, as long as
 * nothing has changed that it comes from. One difference: the code of HQ's functions is not bundled, so that the asset
 * hashes of stage `hq` are not those of a deployment.
 *
 * @param given before it: that of cdk.json but for a test
 * @throws SettingsError of infra/ if there is no such stage, or the context is wrong
 * @throws UsageError if there is no place to work in
 */
export async function synthesize(
  stage: string,
  context: Context = {},
  given?: WorkspaceContext,
): Promise<Template> {
  const cache = templateCache();
  const whole = { ...(given ?? (await workspaceContext())), ...context, stage };
  const hash = await hashOf(whole);
  const known = await cache.find(hash);
  if (known) return known;
  const template = await cache.withFolder((folder) => synthesizeIn(folder, whole));
  await cache.keep(hash, template);
  return template;
}

/** Once, as this process has them: its own code does not change either when somebody edits a file meanwhile. */
let sources: Promise<string> | undefined;

async function hashOf(context: WorkspaceContext): Promise<string> {
  const sorted = Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1));
  sources ??= hashOfSources(ROOT);
  return createHash('sha256')
    .update(await sources)
    .update(JSON.stringify(sorted))
    .digest('hex');
}

async function synthesizeIn(outdir: string, context: WorkspaceContext): Promise<Template> {
  // Half a second that only this takes.
  const { buildApp } = await import('@interstella/infra/app');
  const app = buildApp({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const [stack] = app.synth().stacks;
  if (!stack) throw new Error(`The stage ${String(context.stage)} has no stack.`);
  return stack.template as Template;
}
