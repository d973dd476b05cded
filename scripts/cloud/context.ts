import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { readSettings, type Settings, SettingsError } from '@interstella/infra/settings';
import { ROOT } from '../kit/kit-folder.ts';
import { UsageError } from '../terminal/usage-error.ts';

const CdkJson = v.object({ context: v.optional(v.record(v.string(), v.unknown()), {}) });

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
 * @throws UsageError that names every problem
 */
export async function settingsFor(context: Record<string, string>, region?: string): Promise<Settings> {
  const file = v.parse(CdkJson, JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')));
  try {
    return readSettings({ ...file.context, ...context }, region);
  } catch (error) {
    if (error instanceof SettingsError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
