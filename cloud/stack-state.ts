import { printedCommand } from '@interstella/terminal/printed-command.ts';
import type { DeployedStack } from './deployed.ts';

/** What a stack's status allows. */
export type StackState =
  | { readonly is: 'absent' | 'settled' }
  | {
      readonly is: 'busy' | 'broken';
      /** What is the matter, and what to do about it. */
      readonly problem: string;
    };

/** Nothing of it is there, and cdk deploy makes it anew by itself. */
const AS_GOOD_AS_ABSENT = new Set(['ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS', 'DELETE_COMPLETE']);

/** Also after a rollback: what the outputs say is then what there is. */
const SETTLED = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
]);

const WHAT_TO_DO: Readonly<Record<string, (name: string) => string>> = {
  UPDATE_ROLLBACK_FAILED: (name) =>
    `Finish the rollback with \`aws cloudformation continue-update-rollback --stack-name ${name}\`, and try again.`,
  UPDATE_FAILED: (name) =>
    `Roll it back with \`aws cloudformation rollback-stack --stack-name ${name}\`, and try again.`,
  CREATE_FAILED: (name) =>
    `Delete what there is of it with \`aws cloudformation delete-stack --stack-name ${name}\`, and try again.`,
  ROLLBACK_FAILED: (name) =>
    `Delete what there is of it with \`aws cloudformation delete-stack --stack-name ${name}\`, and try again.`,
  DELETE_FAILED: (name) =>
    `Delete the rest with \`aws cloudformation delete-stack --stack-name ${name}\`, and try again.`,
};

/** @param stack undefined where there is none */
export function stateOf(stack: DeployedStack | undefined, environmentName?: string): StackState {
  if (!stack || AS_GOOD_AS_ABSENT.has(stack.status)) return { is: 'absent' };
  const { name, status, statusReason } = stack;
  if (SETTLED.has(status)) return { is: 'settled' };
  const reason = statusReason === undefined ? '' : ` (${statusReason})`;
  if (status.endsWith('_IN_PROGRESS')) {
    return {
      is: 'busy',
      problem: `The stack ${name} is being changed: ${status}${reason}. Wait until that is over; \`${printedCommand('status --aws', environmentName)}\` shows it.`,
    };
  }
  const remedy = WHAT_TO_DO[status]?.(name) ?? 'Look at its events in the CloudFormation console.';
  return { is: 'broken', problem: `The stack ${name} is in state ${status}${reason}. ${remedy}` };
}
