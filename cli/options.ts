import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEPLOY_METHODS } from '@interstella/cloud/cdk.ts';
import { numberOption } from '@interstella/terminal/options.ts';

/** The options that several commands share. */

export const jsonOption = (description = 'for programs'): Option =>
  new Option('--json', description).default(false);

/** @param byDefault in that unit */
export const timeoutOption = (unit: 'seconds' | 'minutes', description: string, byDefault: number): Option =>
  new Option(`--timeout <${unit}>`, description).argParser(numberOption).default(byDefault);

/** Context of the CDK app. The option can be repeated; its value is a record of all names and values. */
export const contextOption = (description = 'of the CDK app, such as desiredCount=2'): Option =>
  new Option('-c, --context <name=value>', description).argParser(contextPair).default({});

export const environmentNameOption = (): Option =>
  new Option('--environment-name <name>', 'which environment, where there are several in an account');

export const participantOption = (): Option =>
  new Option('--participant <name>', "which participant of HQ's you are, where there are several");

export const hqUrlOption = (): Option =>
  new Option('--hq-url <url>', "Interstella HQ's URL, where it is not that of this account's stack");

export const methodOption = (description: string): Option =>
  new Option('--method <method>', description).choices([...DEPLOY_METHODS]).default('change-set');

/** Adds the options of a command that works in an environment on AWS, with the settings of the CDK app. */
export function onEnvironment(command: Command): Command {
  return command
    .addOption(
      contextOption('of the CDK app, such as desiredCount=2; see infra/README.md').default({}, 'none'),
    )
    .addOption(environmentNameOption())
    .addOption(hqUrlOption());
}

/** @throws InvalidArgumentError */
function contextPair(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('It must be NAME=VALUE, such as desiredCount=2.');
  if (name === 'stage') throw new InvalidArgumentError('The stage is named without -c here.');
  return { ...before, [name]: value };
}
