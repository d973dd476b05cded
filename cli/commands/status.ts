import type { Command } from 'commander';
import { jsonOption, participantOption, onEnvironment } from '../options.ts';
import { awsInsteadOfKit } from '../headquarters/aws-instead-of-kit.ts';
import { type ContextOptions, contextOf, settingsFor } from '@interstella/infra/workspace/context.ts';
import { isWell, readStatus } from '@interstella/cloud/status.ts';
import { statusText } from '@interstella/cloud/status-text.ts';
import { targetKit } from '@interstella/rehearsal/kit/target-kit.ts';
import type { RunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { localStatusText } from '@interstella/rehearsal/status/local-status-text.ts';
import { readLocalStatus } from '@interstella/rehearsal/status/local-status.ts';
import { colorsFor } from '@interstella/terminal/colors.ts';
import { sayJson, sayWrapped } from '@interstella/terminal/say.ts';

interface StatusOptions extends ContextOptions {
  /** Whether to show AWS even if a kit runs here. */
  readonly aws: boolean;
  readonly hqUrl?: string;
  readonly participant?: string;
  readonly json: boolean;
}

export function addStatus(command: Command): void {
  onEnvironment(command)
    .option('--aws', 'what is deployed on AWS, also where npm start runs', false)
    .addOption(participantOption())
    .addOption(jsonOption())
    .action(async (options: StatusOptions) => {
      process.exitCode = await status(options);
    });
}

/**
 * `interstella status`: shows the kit that runs here, or what is deployed on AWS, with its problems. Resolves with the exit
 * code: 1 if there are problems.
 */
async function status(options: StatusOptions): Promise<number> {
  const kit = await targetKit(options);
  if (kit) return statusHere(kit, options.json);
  const aws = await awsInsteadOfKit(options);
  const settings = await settingsFor(contextOf(options), aws.region);
  const found = await readStatus(aws, { ...options, settings });
  if (options.json) sayJson(found);
  else sayWrapped(statusText(found, colorsFor(process.stdout)));
  return isWell(found) ? 0 : 1;
}

async function statusHere(kit: RunningKit, json: boolean): Promise<number> {
  const found = await readLocalStatus(kit);
  if (json) sayJson(found);
  else sayWrapped(localStatusText(found, colorsFor(process.stdout), Date.now()));
  return found.problems.length === 0 ? 0 : 1;
}
