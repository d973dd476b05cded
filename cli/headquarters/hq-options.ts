import type { Command } from 'commander';
import { environmentNameOption } from '../options.ts';

/** Which Interstella HQ is meant; without any of them the one that `npm start` runs. */
export interface HqOptions {
  /** The one in the AWS account that the SDK finds credentials for. */
  readonly aws: boolean;
  /** Of that account. */
  readonly environmentName?: string;
  readonly hqUrl?: string;
}

/** A command that speaks to HQ. */
export function onHq(command: Command): Command {
  return onAws(command).option(
    '--hq-url <url>',
    'the Interstella HQ there, with the key of HQ_ADMIN_KEY or HQ_API_KEY; without it the one that npm start runs',
  );
}

/** A command that works here, or in an AWS account. */
export function onAws(command: Command): Command {
  return command
    .option('--aws', 'what is deployed on AWS, instead of what npm start runs', false)
    .addOption(environmentNameOption());
}
