import type { Command } from 'commander';
import { environmentNameOption } from '../options.ts';

/** The options that select an Interstella HQ. Without any of them, it is the one that `npm start` runs. */
export interface HqOptions {
  /** Whether to use the HQ in the AWS account of the SDK's credentials. */
  readonly aws: boolean;
  /** The environment in that account. */
  readonly environmentName?: string;
  readonly hqUrl?: string;
}

/** Adds the options that select an HQ. */
export function onHq(command: Command): Command {
  return onAws(command).option(
    '--hq-url <url>',
    'the Interstella HQ there, with the key of HQ_ADMIN_KEY or HQ_API_KEY; without it the one that npm start runs',
  );
}

/** Adds the options of a command that works here or in an AWS account. */
export function onAws(command: Command): Command {
  return command
    .option('--aws', 'what is deployed on AWS, instead of what npm start runs', false)
    .addOption(environmentNameOption());
}
