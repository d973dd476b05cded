import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { onEnvironment } from '../options.ts';
import { namesIn } from '@interstella/infra/names';
import type { Settings } from '@interstella/infra/settings';
import type { ServiceName } from '@interstella/infra/stages';
import { type Aws, connectToAws } from '@interstella/cloud/aws.ts';
import { type ContextOptions, contextOf, settingsFor } from '@interstella/infra/workspace/context.ts';
import { type DeployedEnvironment, readEnvironment } from '@interstella/cloud/deployed.ts';
import { findHq } from '@interstella/cloud/headquarters.ts';
import { hqApiKey } from '@interstella/cloud/hq-api-key.ts';
import { kindsOfParameters, type ParameterKind } from '@interstella/cloud/parameters.ts';
import { type KeyName, putKey } from '@interstella/cloud/put-key.ts';
import { restartServices } from '@interstella/cloud/restart-services.ts';
import { type KeepOldOption, keepOldOption, OVERLAP_MINUTES } from './keep-old-option.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { readSecret } from '@interstella/terminal/read-secret.ts';
import { UsageError } from '@interstella/libs/errors';
import { say } from '@interstella/terminal/say.ts';

interface PutKeysOptions extends ContextOptions, KeepOldOption {
  /** Whether to put HQ's admin key instead of the participant's keys. */
  readonly hq: boolean;
  /** The participant for which HQ makes the API key; needs HQ's admin key. */
  readonly participant?: string;
  /** Whether to replace existing keys. */
  readonly rotate: boolean;
  /** Whether to replace the tasks that have an old key, instead of printing the commands for it. */
  readonly restart: boolean;
  readonly hqUrl?: string;
}

export function addPutKeys(command: Command): void {
  onEnvironment(command)
    .option('--hq', "HQ's admin key instead: that of HQ_ADMIN_KEY, or a new one", false)
    .option('--participant <name>', 'have your own HQ make the API key for this participant')
    .option('--rotate', 'make new keys also where there are some', false)
    .addOption(keepOldOption('1h'))
    .option('--restart', 'replace the tasks that keep an old key, instead of saying how', false)
    .action(async (options: PutKeysOptions) => {
      process.exitCode = await putKeys(options);
    });
}

/** The allowed length of a key that is typed in, in characters. HQ refuses longer ones. */
const LENGTH = { min: 16, max: 200 };

/**
 * `interstella put-keys`: stores the keys, which must not be in a template, in SSM Parameter Store, encrypted. Never prints a
 * key. Resolves with the exit code.
 *
 * @throws UsageError, HqClientError
 */
async function putKeys(options: PutKeysOptions): Promise<number> {
  const aws = await connectToAws();
  const settings = await settingsFor(contextOf(options), aws.region);
  const { environmentName } = settings;
  if (options.hq) {
    await putOrLeave(aws, environmentName, 'hqAdminKey', adminKey(), options.rotate);
    return 0;
  }
  const before = await kindsOfParameters(aws, environmentName, ['apiKey', 'serviceKey']);
  const deployed = await readEnvironment(aws, environmentName);
  const apiKey = await apiKeyFor(aws, deployed, settings, options, before.apiKey);
  const changed = new Set<ServiceName>();
  const put = await putOrLeave(aws, environmentName, 'serviceKey', randomKey(), options.rotate);
  if (put && before.serviceKey !== 'absent') for (const name of servicesOf(deployed)) changed.add(name);
  if (apiKey !== undefined) {
    await putOrLeave(aws, environmentName, 'apiKey', apiKey, true);
    // Even if the parameter was absent: running tasks may have an older key, which HQ now refuses.
    if (servicesOf(deployed).includes('monolith')) changed.add('monolith');
  }
  if (!options.restart || changed.size === 0) {
    printRestartCommands(environmentName, [...changed]);
    return 0;
  }
  await restartServices(aws, environmentName, [...changed]);
  say(
    `The tasks of ${[...changed].join(', ')} are being replaced. See it with \`${printedCommand('status --aws', environmentName)}\`.`,
  );
  return 0;
}

/** @returns undefined if the existing key stays */
async function apiKeyFor(
  aws: Aws,
  deployed: DeployedEnvironment,
  { instructor, environmentName }: Settings,
  { participant, rotate, keepOld, hqUrl }: PutKeysOptions,
  before: ParameterKind,
): Promise<string | undefined> {
  const name = namesIn(environmentName).parameters.apiKey;
  if (participant !== undefined) {
    if (before === 'absent' || rotate) {
      const hq = await findHq(aws, { deployed, instructor, hqUrl });
      const overlapMinutes = OVERLAP_MINUTES[keepOld];
      const question = { participant, rotate, overlapMinutes, environmentName };
      const { apiKey, replaces } = await hqApiKey(hq, question);
      if (replaces) {
        say(
          keepOld === '0'
            ? `HQ refuses the API key that ${participant} had, wherever it is used.`
            : `HQ takes the API key that ${participant} had for ${keepOld} more. Replace the tasks that have it by then.`,
        );
      }
      return apiKey;
    }
    say(`${name} is there already, and stays: a new one is made with --rotate.`);
    return undefined;
  }
  const given = await readSecret(
    before === 'absent' ? 'API key: ' : 'API key (nothing, to leave the one that is there): ',
  );
  if (given !== undefined) return checkedKey(given, 'The API key');
  if (before === 'absent') {
    throw new UsageError(
      `There is no API key yet: type the one that the instructor gave you, or pipe it in. Where HQ is your own, \`${printedCommand('put-keys --participant NAME', environmentName)}\` has it make one.`,
    );
  }
  say(`${name} stays.`);
  return undefined;
}

async function putOrLeave(
  aws: Aws,
  environmentName: string,
  name: KeyName,
  value: string,
  overwrite: boolean,
): Promise<boolean> {
  const put = await putKey(aws, environmentName, { name, value, overwrite });
  const path = namesIn(environmentName).parameters[name];
  say(
    put
      ? `${path} is put, encrypted.`
      : `${path} is there already, and stays: a new one is made with --rotate.`,
  );
  return put;
}

function servicesOf({ interstella }: DeployedEnvironment): ServiceName[] {
  const tasks = interstella?.stage?.tasks ?? [];
  return tasks.filter(({ runBy }) => runBy === 'service').map(({ service }) => service);
}

/** Tasks get their keys when they start. Until then SNS retries the deliveries that are refused. */
function printRestartCommands(environmentName: string, services: readonly ServiceName[]): void {
  if (services.length === 0) return;
  const names = namesIn(environmentName);
  say('Running tasks keep the old key. Restart them, one by one and without a gap:');
  for (const service of services) {
    say(
      `  aws ecs update-service --cluster ${names.cluster} --service ${names.service(service)} --force-new-deployment`,
    );
  }
}

function adminKey(): string {
  const given = process.env.HQ_ADMIN_KEY;
  return given === undefined ? randomKey() : checkedKey(given, 'HQ_ADMIN_KEY');
}

function checkedKey(key: string, what: string): string {
  if (key.length >= LENGTH.min && key.length <= LENGTH.max) return key;
  throw new UsageError(`${what} must have ${LENGTH.min} to ${LENGTH.max} characters; it has ${key.length}.`);
}

function randomKey(): string {
  return randomBytes(32).toString('base64url');
}
