import type { Command } from 'commander';
import { timeoutOption, environmentNameOption, participantOption, hqUrlOption } from '../options.ts';
import { DeleteParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import { AccessLogs } from '@interstella/cloud/clean/access-logs.ts';
import { planClosing } from '@interstella/cloud/clean/close-participant.ts';
import { deleteStack } from '@interstella/cloud/clean/delete-stack.ts';
import { findLeftovers, type Leftover, parametersOf } from '@interstella/cloud/clean/leftovers.ts';
import { type Aws, connectToAws } from '@interstella/cloud/aws.ts';
import { type DeployedEnvironment, readEnvironment } from '@interstella/cloud/deployed.ts';
import { stopTasksByHand } from '@interstella/cloud/run-task/stop-tasks-by-hand.ts';
import { confirmByName, requireConsent } from '@interstella/terminal/confirm.ts';
import { StatusLine } from '@interstella/terminal/status-line.ts';
import { say } from '@interstella/terminal/say.ts';

const MINUTE_MS = 60_000;

/** A reminder that deleting HQ loses data that is stored nowhere else. */
const WITH_HQ = ', with its ledger, its participants and their reports';

interface CleanOptions {
  readonly environmentName?: string;
  readonly hqUrl?: string;
  readonly participant?: string;
  /** Whether to delete the keys, too. */
  readonly keys: boolean;
  readonly yes: boolean;
  /** The wait for each stack, in minutes. */
  readonly timeout: number;
}

export function addClean(command: Command): void {
  command
    .addOption(environmentNameOption())
    .option('--keys', 'delete the keys in SSM Parameter Store, too', false)
    .option('--yes', 'destroy without asking', false)
    .addOption(timeoutOption('minutes', 'how long to wait for each stack to be gone', 45))
    .addOption(participantOption())
    .addOption(hqUrlOption())
    .action(async (options: CleanOptions) => {
      process.exitCode = await clean(options);
    });
}

/**
 * `interstella clean`: destroys the stacks of an environment on AWS and what they leave behind, and lists what remains. It
 * can be repeated after an interruption. Resolves with the exit code.
 *
 * @throws UsageError, StackNotDeletedError, TaskError
 */
async function clean(options: CleanOptions): Promise<number> {
  const { environmentName = DEFAULT_ENVIRONMENT_NAME, keys, yes, timeout } = options;
  requireConsent(yes);
  const aws = await connectToAws();
  const deployed = await readEnvironment(aws, environmentName);
  const logs = new AccessLogs(aws, environmentName);
  const closing = deployed.interstella && (await planClosing(aws, deployed, options));
  say(await planText(aws, deployed, logs, keys ? await parametersOf(aws, environmentName) : []));
  if (closing) say(closing.plan);
  if (!yes && !(await confirmByName('Nothing of it comes back.', environmentName))) {
    say('Nothing was changed.');
    return 1;
  }
  const closed = await closing?.close();
  if (closed !== undefined) say(closed);
  if ((await stopTasksByHand(aws, deployed, timeout * MINUTE_MS)) > 0)
    say('The task of run-task is stopped.');
  for (const { name } of stacksOf(deployed)) await destroy(aws, name, timeout * MINUTE_MS);
  const full = await deleteAccessLogs(logs, deployed);
  if (keys) await deleteKeys(aws, environmentName);
  say(leftoversText([...full, ...(await findLeftovers(aws, environmentName))]));
  return full.length === 0 ? 0 : 1;
}

/** @returns the buckets that could not be deleted; the rest is cleaned up all the same */
async function deleteAccessLogs(logs: AccessLogs, { interstella }: DeployedEnvironment): Promise<Leftover[]> {
  const left: Leftover[] = [];
  for (const bucket of await logs.find(interstella)) {
    try {
      say(`The bucket ${bucket} is deleted, with ${await logs.delete(bucket)} access logs.`);
    } catch (error) {
      const { name, message } = error as Error;
      left.push({
        what: `bucket ${bucket} (${name}: ${message})`,
        remedy: `aws s3 rb --force s3://${bucket}, or clean again in a few minutes`,
      });
    }
  }
  return left;
}

/** In the order of deletion: subscriptions before HQ's topics, services before the ledger that they claim at. */
function stacksOf({ interstella, hq }: DeployedEnvironment) {
  return [interstella, hq].filter((stack) => stack !== undefined);
}

async function planText(
  { account, region }: Aws,
  deployed: DeployedEnvironment,
  logs: AccessLogs,
  keys: readonly string[],
): Promise<string> {
  const { environmentName } = deployed;
  const buckets = await logs.find(deployed.interstella);
  const things = [
    ...stacksOf(deployed).map(
      ({ name, stage }) =>
        `stack ${name}${stage ? `, stage ${stage.name}` : ''}${name === deployed.hq?.name ? WITH_HQ : ''}`,
    ),
    ...buckets.map((bucket) => `bucket ${bucket}`),
    ...keys.map((key) => `parameter ${key}`),
  ];
  const head = `Environment ${environmentName}, account ${account}, ${region}.`;
  if (things.length === 0) return `${head} Nothing of it is there.`;
  return [`${head} This destroys:`, ...things.map((thing) => `  ${thing}`)].join('\n');
}

async function destroy(aws: Aws, name: string, limitMs: number): Promise<void> {
  const line = new StatusLine(process.stdout);
  line.show(`Deleting the stack ${name} …`);
  try {
    await deleteStack(aws, name, limitMs, (status) => {
      line.show(`Deleting the stack ${name}: ${status}`);
    });
  } finally {
    line.end();
  }
  say(`The stack ${name} is deleted.`);
}

async function deleteKeys(aws: Aws, environmentName: string): Promise<void> {
  const Names = [...(await parametersOf(aws, environmentName))];
  if (Names.length === 0) return;
  await new SSMClient(aws.config).send(new DeleteParametersCommand({ Names }));
  say(`Deleted ${Names.join(', ')}.`);
}

function leftoversText(leftovers: readonly Leftover[]): string {
  if (leftovers.length === 0) return 'Nothing is left.';
  return [
    'What is left, and what removes it:',
    ...leftovers.map(({ what, remedy }) => `  ${what}\n    ${remedy}`),
  ].join('\n');
}
