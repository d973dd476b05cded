import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { stackNameIn } from '@interstella/infra/names';
import { STAGES, type ServiceName, type Stage, type Topic } from '@interstella/infra/stages';
import type { Aws } from './aws.ts';

/** A stack that there is, as CloudFormation describes it. */
export interface DeployedStack {
  readonly name: string;
  /** Its output `Stage`; undefined while there is none, as in a first deployment that failed. */
  readonly stage: Stage | undefined;
  /** Of CloudFormation, such as `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly statusReason: string | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  /** When its last change began; when it was created, if it was not changed since. */
  readonly updatedAt: Date;
}

/** What is deployed of an environment; a stack that is not there is undefined. */
export interface DeployedEnvironment {
  readonly environmentName: string;
  readonly hq: DeployedStack | undefined;
  readonly interstella: DeployedStack | undefined;
}

export async function readEnvironment(aws: Aws, environmentName: string): Promise<DeployedEnvironment> {
  const cloudFormation = new CloudFormationClient(aws.config);
  const read = (stack: Stage['stack']) => readStack(cloudFormation, stackNameIn(environmentName, stack));
  const [hq, interstella] = await Promise.all([read('InterstellaHq'), read('Interstella')]);
  return { environmentName, hq, interstella };
}

/** @returns undefined if there is none of that name */
export async function readStack(
  cloudFormation: CloudFormationClient,
  name: string,
): Promise<DeployedStack | undefined> {
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks;
    return stack && described(stack, name);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

/** An output that there is one of per topic or service, such as `OrdersTopicArn`. */
export function outputOf(
  { outputs }: DeployedStack,
  of: Topic | ServiceName,
  what: 'TopicArn' | 'RedriveQueueUrl' | 'RepositoryUri',
): string | undefined {
  return outputs[of.charAt(0).toUpperCase() + of.slice(1) + what];
}

function described(stack: Stack, name: string): DeployedStack {
  const outputs = Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
  const createdAt = stack.CreationTime ?? new Date(0);
  return {
    name,
    stage: STAGES.find((stage) => stage.name === outputs.Stage),
    status: stack.StackStatus ?? 'unknown',
    statusReason: stack.StackStatusReason,
    outputs,
    createdAt,
    updatedAt: stack.LastUpdatedTime ?? createdAt,
  };
}

/** CloudFormation has no error of its own for it. */
function isNotThere(error: unknown): boolean {
  const { name, message } = error as Error;
  return name === 'ValidationError' && message.includes('does not exist');
}
