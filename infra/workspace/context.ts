import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { readSettings, type Settings } from '../settings/index.ts';
import { ROOT } from './kit-folder.ts';
import { UsageError } from '@interstella/libs/errors';

const CdkJson = v.object({ context: v.optional(v.record(v.string(), v.unknown()), {}) });

/** The context in cdk.json: of the CDK app and of CDK itself. */
export type WorkspaceContext = Readonly<Record<string, unknown>>;

export async function workspaceContext(): Promise<WorkspaceContext> {
  return v.parse(CdkJson, JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8'))).context;
}

export interface ContextOptions {
  readonly context: Readonly<Record<string, string>>;
  /** The same as `environmentName` in the context. */
  readonly environmentName?: string;
}

/** The context as a person gave it, for `-c`: with the environment's name wherever that was said. */
export function contextOf({ context, environmentName }: ContextOptions): Record<string, string> {
  if (environmentName === undefined) return context;
  const said = context.environmentName;
  if (said !== undefined && said !== environmentName) {
    throw new UsageError(`Which environment: --environment-name ${environmentName}, or ${said} as in -c?`);
  }
  return { ...context, environmentName };
}

/**
 * What cdk makes of that context together with the one in cdk.json.
 *
 * @throws SettingsError that names every problem
 */
export async function settingsFor(context: Record<string, string>, region?: string): Promise<Settings> {
  return readSettings({ ...(await workspaceContext()), ...context }, region);
}
