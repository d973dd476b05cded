import type { Service, TaskDefinition } from '../deployment/index.ts';
import {
  DeploymentRecord,
  isRevisionOf,
  type DeploymentOutcome,
  type Revision,
} from './deployment-record.ts';

export interface DeploymentsOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told when a deployment begins, fails or is steady, and why. */
  readonly tell: (deployment: DeploymentRecord, reason?: string) => void;
}

/** The deployments of one service: the one that decides now, and what there is to go back to. */
export class ServiceDeployments {
  readonly #options: DeploymentsOptions;
  #current: DeploymentRecord;
  /** The latest that was steady. */
  #completed: Revision | undefined;
  #revisions = 0;

  constructor(service: Service, definition: TaskDefinition, options: DeploymentsOptions) {
    this.#options = options;
    this.#current = this.#begin(this.#revisionOf(service, definition));
  }

  get current(): DeploymentRecord {
    return this.#current;
  }

  /** Why the one that decides has failed; undefined if it has not. */
  get failure(): string | undefined {
    const { state, lastFailure = 'No reason was given.' } = this.#current;
    return state === 'FAILED' ? failureOf(this.#current, lastFailure) : undefined;
  }

  /** Whether it takes another deployment to come to this: another revision, or the same after it has failed. */
  mustDeploy(service: Service, definition: TaskDefinition): boolean {
    const { revision, state } = this.#current;
    return state === 'FAILED' || !isRevisionOf(revision, service, definition);
  }

  /** Begins another one, which supersedes one that is under way. */
  deploy(service: Service, definition: TaskDefinition): void {
    this.#current = this.#begin(this.#revisionOf(service, definition));
  }

  /**
   * Ends the one that is under way, and begins one back to the latest that was steady, if the service wants that and this
   * is no rollback itself.
   *
   * @returns how it ended; undefined if it is being taken back
   */
  fail(reason: string, { circuitBreaker: { enable, rollback } }: Service): DeploymentOutcome | undefined {
    const failed = this.#current;
    const { rollbackBecause } = failed;
    failed.state = 'FAILED';
    failed.lastFailure = reason;
    this.#options.tell(failed, reason);
    if (enable && rollback && this.#completed && rollbackBecause === undefined) {
      this.#current = this.#begin(this.#completed, reason);
      return undefined;
    }
    return { outcome: 'failed', reason: failureOf(failed, reason) };
  }

  /** Takes notice that the one that decides is steady. @returns how it ended, also if it did so before */
  complete(): DeploymentOutcome {
    const deployment = this.#current;
    if (deployment.state === 'COMPLETED') return { outcome: 'steady' };
    deployment.state = 'COMPLETED';
    this.#completed = deployment.revision;
    this.#options.tell(deployment);
    const { rollbackBecause: reason } = deployment;
    return reason === undefined ? { outcome: 'steady' } : { outcome: 'rolledBack', reason };
  }

  /** The one that was steady the last, if it is the same: tasks of it may stay. */
  #revisionOf(service: Service, definition: TaskDefinition): Revision {
    if (this.#completed && isRevisionOf(this.#completed, service, definition)) return this.#completed;
    this.#revisions += 1;
    const { targetGroup, forceNewDeployment } = service;
    return { number: this.#revisions, definition, targetGroup, forceNewDeployment };
  }

  #begin(revision: Revision, rollbackBecause?: string): DeploymentRecord {
    const deployment = new DeploymentRecord(revision, this.#options.now(), rollbackBecause);
    this.#options.tell(deployment, rollbackBecause);
    return deployment;
  }
}

function failureOf({ rollbackBecause }: DeploymentRecord, reason: string): string {
  return rollbackBecause === undefined ? reason : `${rollbackBecause}. The rollback failed, too: ${reason}`;
}
