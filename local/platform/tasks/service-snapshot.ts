import type { Service } from '../deployment/index.ts';
import { imageOf, type DeploymentRecord, type Revision } from './deployment-record.ts';
import type { DeploymentState } from './events.ts';
import type { TaskSnapshot } from './task-snapshot.ts';
import type { Task } from './task.ts';

/** How a service is seen from outside. */
export interface ServiceSnapshot {
  readonly name: string;
  readonly desiredCount: number;
  /** RUNNING, and healthy where there is a load balancer to say so. */
  readonly healthyCount: number;
  /** The deployment that decides which tasks are started. */
  readonly deployment: {
    readonly revision: number;
    readonly image: string;
    readonly state: DeploymentState;
    readonly startedAt: number;
    readonly failures: number;
    readonly isRollback: boolean;
    readonly lastFailure: string | undefined;
  };
  /** Those that were told to stop and have not ended are among them. */
  readonly tasks: readonly (TaskSnapshot & { readonly revision: number })[];
}

export function snapshotOf(
  { name, desiredCount, healthCheckGracePeriodS }: Service,
  { revision, state, startedAt, failures, lastFailure, rollbackBecause }: DeploymentRecord,
  tasks: ReadonlyMap<Task, Revision>,
): ServiceSnapshot {
  const isHealthy = (task: Task) =>
    !task.isStopping && task.stateFor(healthCheckGracePeriodS * 1_000) === 'healthy';
  return {
    name,
    desiredCount,
    healthyCount: [...tasks.keys()].filter(isHealthy).length,
    deployment: {
      revision: revision.number,
      image: imageOf(revision),
      isRollback: rollbackBecause !== undefined,
      ...{ state, startedAt, failures, lastFailure },
    },
    tasks: [...tasks].map(([task, { number }]) => ({ ...task.snapshot(), revision: number })),
  };
}

/** Why a service is not steady yet, for a person who has waited long. */
export function whyNotSteady({ desiredCount, healthyCount, tasks, deployment }: ServiceSnapshot): string {
  const { lastFailure } = deployment;
  const states = tasks.map(({ id, status, health }) => `${id} ${status}${health ? ` (${health})` : ''}`);
  const last = lastFailure === undefined ? '' : `; the last failure: ${lastFailure}`;
  return `${healthyCount} of ${desiredCount} tasks are healthy; tasks: ${states.join(', ') || 'none'}${last}`;
}

export function whyStuck({ desiredCount, minimumHealthyPercent, maximumPercent }: Service): string {
  return (
    `A minimum of ${minimumHealthyPercent} % healthy and a maximum of ${maximumPercent} % leave, of ` +
    `${desiredCount} desired, no room to start a task nor to stop one. Change one of them`
  );
}
