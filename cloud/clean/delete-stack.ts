import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { setTimeout as delay } from 'node:timers/promises';
import { NamedError } from '@interstella/libs/errors';
import type { Aws } from '../aws.ts';
import { readStack } from '../deployed.ts';

const POLL_MS = 3_000;

/** A stack is still there; the message says what holds it. */
export class StackNotDeletedError extends NamedError {
  readonly code = 'STACK_NOT_DELETED';
}

/**
 * Deletes a stack and waits until it is gone.
 *
 * @param show told the stack's status while it is waited for
 * @throws StackNotDeletedError
 */
export async function deleteStack(
  { config }: Aws,
  name: string,
  limitMs: number,
  show: (status: string) => void,
): Promise<void> {
  const cloudFormation = new CloudFormationClient(config);
  await cloudFormation.send(new DeleteStackCommand({ StackName: name }));
  const deadline = Date.now() + limitMs;
  for (;;) {
    const stack = await readStack(cloudFormation, name);
    if (!stack || stack.status === 'DELETE_COMPLETE') return;
    if (stack.status === 'DELETE_FAILED') {
      const held = await whatIsHeld(cloudFormation, name);
      throw new StackNotDeletedError(
        [`The stack ${name} could not be deleted:`, ...held, 'Delete those by hand, and clean again.'].join(
          '\n',
        ),
      );
    }
    if (Date.now() >= deadline) {
      throw new StackNotDeletedError(
        `The stack ${name} is ${stack.status} after ${Math.round(limitMs / 60_000)} minutes. Wait until that is over, and clean again.`,
      );
    }
    show(stack.status);
    await delay(POLL_MS);
  }
}

/** A line for each resource that did not go, with CloudFormation's reason. */
async function whatIsHeld(cloudFormation: CloudFormationClient, StackName: string): Promise<string[]> {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  return StackResources.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED').map(
    ({ LogicalResourceId, PhysicalResourceId, ResourceType, ResourceStatusReason }) =>
      `  ${LogicalResourceId ?? ''} (${ResourceType ?? ''} ${PhysicalResourceId ?? ''}): ${ResourceStatusReason ?? 'no reason'}`,
  );
}
