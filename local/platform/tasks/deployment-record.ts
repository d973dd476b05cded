import { isDeepStrictEqual } from 'node:util';
import type { Service, TaskDefinition } from '../deployment/index.ts';
import type { DeploymentEvent, DeploymentState } from './events.ts';

/** What tasks of a service are: a change of it is what a deployment rolls out. */
export interface Revision {
  /** Counted per service. */
  readonly number: number;
  readonly definition: TaskDefinition;
  readonly targetGroup: string | undefined;
  readonly forceNewDeployment: string | undefined;
}

/** How a deployment ended. */
export type DeploymentOutcome =
  /** All tasks are new and healthy; the old ones are drained and told to stop. */
  | { readonly outcome: 'steady' }
  /** It failed, and the last revision that was steady is so again. */
  | { readonly outcome: 'rolledBack'; readonly reason: string }
  /** It failed, and there was nothing to go back to, or that failed as well; or it took too long. */
  | { readonly outcome: 'failed'; readonly reason: string }
  /** Another deployment, or the removal of the service, came before it was steady. */
  | { readonly outcome: 'superseded' };

/** A revision on its way into service, or in service. */
export class DeploymentRecord {
  readonly revision: Revision;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Of a rollback: why the deployment before failed. */
  readonly rollbackBecause: string | undefined;
  state: DeploymentState = 'IN_PROGRESS';
  /** Consecutive tasks of it that failed before one was healthy. */
  failures = 0;
  /** Why the last of them failed, or why it has FAILED. */
  lastFailure: string | undefined;

  constructor(revision: Revision, startedAt: number, rollbackBecause?: string) {
    this.revision = revision;
    this.startedAt = startedAt;
    this.rollbackBecause = rollbackBecause;
  }
}

/** Whether a service with this definition is what the revision is already. The values of secrets are not part of it. */
export function isRevisionOf(revision: Revision, service: Service, definition: TaskDefinition): boolean {
  return (
    revision.targetGroup === service.targetGroup &&
    revision.forceNewDeployment === service.forceNewDeployment &&
    isDeepStrictEqual(revision.definition, definition)
  );
}

export function imageOf({ definition: { image } }: Revision): string {
  return `${image.repository}:${image.tag}`;
}

export function deploymentEvent(
  { revision, state, rollbackBecause }: DeploymentRecord,
  group: string,
  at: number,
  reason?: string,
): DeploymentEvent {
  return {
    type: 'deployment',
    at,
    group,
    revision: revision.number,
    image: imageOf(revision),
    state,
    isRollback: rollbackBecause !== undefined,
    ...(reason === undefined ? {} : { reason }),
  };
}
