import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { Aws } from './aws.ts';

/**
 * Why CloudFormation could not make something, where its own reason does not say what to do.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
 */
const EXPLANATIONS: readonly { readonly reason: RegExp; readonly explanation: string }[] = [
  {
    reason: /service[- ]linked role|AWSServiceRoleFor/i,
    explanation:
      'AWS makes a service-linked role when an account uses a service such as ECS for the first time, and the role was not ready yet. Run the same command again in a minute.',
  },
];

/** @returns what to do about a stack whose deployment failed; undefined if nobody knows, or its events cannot be read */
export async function whyStackFailed(aws: Aws, stack: string): Promise<string | undefined> {
  try {
    const { StackEvents = [] } = await new CloudFormationClient(aws.config).send(
      new DescribeStackEventsCommand({ StackName: stack }),
    );
    return explanationIn(StackEvents);
  } catch {
    // The failure itself is to be told, whatever becomes of this.
    return undefined;
  }
}

/** @param events of a stack, newest first; those of its last change count */
export function explanationIn(events: readonly StackEvent[]): string | undefined {
  const begin = events.findIndex(({ ResourceStatusReason }) => ResourceStatusReason === 'User Initiated');
  const reasons = events
    .slice(0, begin === -1 ? events.length : begin)
    .filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))
    .map(({ ResourceStatusReason }) => ResourceStatusReason ?? '');
  return EXPLANATIONS.find(({ reason }) => reasons.some((text) => reason.test(text)))?.explanation;
}
