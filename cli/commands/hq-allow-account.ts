import { join } from 'node:path';
import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import { connectToAws } from '@interstella/cloud/aws.ts';
import { readEnvironment } from '@interstella/cloud/deployed.ts';
import type { DeployMethod } from '@interstella/cloud/cdk.ts';
import { allowedAccounts } from '@interstella/cloud/accounts/allowed-accounts.ts';
import { recordParticipantAccounts } from '@interstella/cloud/accounts/participant-accounts.ts';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { UsageError } from '@interstella/libs/errors';
import { say } from '@interstella/terminal/say.ts';
import { deploy } from './deploy.ts';

/** The file whose context cdk adds to that of cdk.json. */
const CONTEXT_FILE = 'cdk.context.json';

export interface AllowAccountOptions {
  readonly context: Readonly<Record<string, string>>;
  readonly environmentName?: string;
  readonly yes: boolean;
  readonly method: DeployMethod;
}

/**
 * Lets another account subscribe to HQ's topics: adds it to the context of the CDK app and deploys HQ after asking.
 *
 * @returns a hint for the participant; undefined if the person declined
 * @throws UsageError, CdkError
 */
export async function allowAccount(
  account: string,
  options: AllowAccountOptions,
): Promise<string | undefined> {
  const { environmentName = DEFAULT_ENVIRONMENT_NAME, context } = options;
  if (context.participantAccounts !== undefined)
    throw new UsageError(`The accounts stand in ${CONTEXT_FILE}: leave out -c participantAccounts=….`);
  const aws = await connectToAws();
  const { hq } = await readEnvironment(aws, environmentName);
  const { OrdersTopicArn: topicArn } = hq?.outputs ?? {};
  if (!hq || topicArn === undefined)
    throw new UsageError(
      `There is no Interstella HQ of the environment ${environmentName} in account ${aws.account}. Deploy it first: ${printedCommand('deploy hq', environmentName)}`,
    );
  if (account === aws.account)
    throw new UsageError(`${account} is HQ's own account: it may subscribe already. Leave out --account.`);
  // Includes accounts that were allowed with -c alone, which this deployment would otherwise remove.
  const takeBack = await recordParticipantAccounts(join(ROOT, CONTEXT_FILE), [
    ...(await allowedAccounts(aws, topicArn)),
    account,
  ]);
  say(`Account ${account} is recorded in ${CONTEXT_FILE}, from which every deployment of HQ takes it.`);
  const code = await deploy('hq', { ...options, timeout: 0 });
  if (code === 0) return forParticipant(aws.region, hq.outputs);
  await takeBack();
  say(`${account} may not subscribe, and is not recorded any more.`);
  return undefined;
}

function forParticipant(region: string, { TopicArnPrefix, ApiEndpoint }: Readonly<Record<string, string>>) {
  return `The participant works in ${region}, with every step: ${printedCommand('deploy …')} -c topicArnPrefix=${TopicArnPrefix ?? ''} -c apiEndpoint=${ApiEndpoint ?? ''}`;
}
