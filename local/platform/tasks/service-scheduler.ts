import type { Service, TaskDefinition } from '../deployment/index.ts';
import { failureThreshold } from './circuit-breaker.ts';
import { deploymentEvent, imageOf, type DeploymentOutcome } from './deployment-record.ts';
import type { TaskSupervisorEvent } from './events.ts';
import { nextStep, type StopChoice } from './rollout.ts';
import { ServiceDeployments } from './service-deployments.ts';
import { ServiceTasks } from './service-tasks.ts';
import { StartThrottle } from './start-throttle.ts';
import { snapshotOf, whyNotSteady, whyStuck, type ServiceSnapshot } from './service-snapshot.ts';
import { Task, type TaskSurroundings } from './task.ts';
import { Waiters } from './waiters.ts';

export interface SchedulerSurroundings extends TaskSurroundings {
  readonly emit: (event: TaskSupervisorEvent) => void;
  readonly newTaskId: () => string;
  /** Told of every task that is started. */
  readonly onTask: (task: Task) => void;
}

/**
 * Keeps the tasks of one service as its latest deployment wants them: starts and stops them in a rolling deployment,
 * replaces those that fail, and takes a deployment back of which too many do.
 */
export class ServiceScheduler {
  readonly #around: SchedulerSurroundings;
  readonly #tasks = new ServiceTasks();
  readonly #throttle: StartThrottle;
  readonly #waiters: Waiters;
  readonly #deployments: ServiceDeployments;
  #service: Service;
  #isRemoved = false;
  #isReconciling = false;
  #mustReconcileAgain = false;
  #recheck: () => void = () => undefined;

  constructor(service: Service, definition: TaskDefinition, around: SchedulerSurroundings) {
    this.#around = around;
    this.#service = service;
    this.#throttle = new StartThrottle(around.clock, () => {
      this.reconcile();
    });
    this.#waiters = new Waiters(around.clock, () => whyNotSteady(this.snapshot()));
    this.#deployments = new ServiceDeployments(service, definition, {
      now: () => around.clock.now(),
      tell: (deployment, reason) => {
        around.emit(deploymentEvent(deployment, service.name, around.clock.now(), reason));
      },
    });
  }

  get name(): string {
    return this.#service.name;
  }

  /**
   * Takes over what the service is to be. A new revision begins a deployment and supersedes one that is under way; another
   * desired count or other percentages alone do not.
   *
   * @param limitMs how long to wait for the outcome; the deployment goes on after that, as on ECS
   */
  deploy(service: Service, definition: TaskDefinition, limitMs: number): Promise<DeploymentOutcome> {
    this.#service = service;
    if (this.#deployments.mustDeploy(service, definition)) {
      this.#waiters.settle({ outcome: 'superseded' });
      this.#throttle.reset();
      this.#deployments.deploy(service, definition);
    }
    return this.#settle(limitMs);
  }

  /** @returns the outcome, as of `deploy`; of a service whose deployment has failed at once, and nothing is changed */
  scale(desiredCount: number, limitMs: number): Promise<DeploymentOutcome> {
    const { failure } = this.#deployments;
    if (failure !== undefined) {
      const reason = `${this.name} is not scaled, because its deployment has failed. Deploy it again first. ${failure}`;
      return Promise.resolve({ outcome: 'failed', reason });
    }
    this.#service = { ...this.#service, desiredCount };
    return this.#settle(limitMs);
  }

  /** Stops every task; resolves when all are drained and told to stop. */
  async remove(): Promise<void> {
    this.close();
    await this.#tasks.stop(`The service ${this.name} is removed`);
  }

  /** Starts and stops nothing any more. */
  close(): void {
    this.#isRemoved = true;
    this.#throttle.reset();
    this.#recheck();
    this.#waiters.settle({ outcome: 'superseded' });
  }

  /** Does what is to be done now. Called whenever something may have changed; doing it once too often does no harm. */
  reconcile(): void {
    this.#mustReconcileAgain = true;
    // What is done below changes tasks, and so calls this again.
    if (this.#isReconciling) return;
    this.#isReconciling = true;
    while (this.#mustReconcileAgain && !this.#isRemoved) {
      this.#mustReconcileAgain = false;
      this.#reconcileOnce();
    }
    this.#isReconciling = false;
  }

  snapshot(): ServiceSnapshot {
    return snapshotOf(this.#service, this.#deployment, this.#tasks.all);
  }

  #reconcileOnce(): void {
    this.#lookAtTasks();
    // As on ECS: who has nothing to go back to keeps what still runs.
    if (this.#deployment.state === 'FAILED') return;
    const step = nextStep({
      ...this.#service,
      tasks: this.#tasks.forRollout(this.#deployment.revision, this.#graceMs),
    });
    for (const choice of step.stop) this.#stop(choice);
    this.#start(step.start);
    if (step.isStuck) this.#fail(whyStuck(this.#service));
    else if (this.#isSteady()) this.#waiters.settle(this.#deployments.complete());
  }

  #settle(limitMs: number): Promise<DeploymentOutcome> {
    const outcome = this.#waiters.wait(limitMs);
    this.reconcile();
    return outcome;
  }

  #start(count: number): void {
    for (let started = 0; started < count && this.#throttle.mayStart(); started += 1) this.#startOne();
  }

  #startOne(): void {
    const { revision } = this.#deployment;
    const { definition, targetGroup } = revision;
    const task = new Task(
      {
        request: { id: this.#around.newTaskId(), group: this.name, definition },
        targetGroup,
        onChange: (changed) => {
          this.#onTaskChange(changed);
        },
      },
      this.#around,
    );
    this.#tasks.add(task, revision);
    this.#around.onTask(task);
  }

  #onTaskChange(task: Task): void {
    if (task.status === 'STOPPED') {
      if (task.hasFailed) this.#onFailed(task);
      this.#tasks.delete(task);
    }
    this.reconcile();
  }

  #onFailed(task: Task): void {
    const tooOften = this.#throttle.countEnd(task);
    if (tooOften) {
      this.#notice('is unable to consistently start tasks successfully; it waits longer between attempts');
    }
    if (!task.wasHealthy) this.#countFailure(task, task.reason ?? 'It ended');
  }

  /** A task that failed its health checks, or ended before it was healthy, counts against its own deployment. */
  #countFailure(task: Task, reason: string): void {
    const deployment = this.#deployment;
    if (this.#tasks.revisionOf(task) !== deployment.revision || deployment.state !== 'IN_PROGRESS') return;
    deployment.failures += 1;
    deployment.lastFailure = reason;
    const threshold = failureThreshold(this.#service.desiredCount);
    if (!this.#service.circuitBreaker.enable || deployment.failures < threshold) return;
    this.#fail(`${deployment.failures} tasks in a row failed, the last: ${reason}`);
  }

  /** Ends the deployment that is under way, and takes it back where that can be. */
  #fail(reason: string): void {
    if (this.#deployment.state !== 'IN_PROGRESS') return;
    this.#throttle.reset();
    const outcome = this.#deployments.fail(reason, this.#service);
    if (outcome) this.#waiters.settle(outcome);
    else this.reconcile();
  }

  #lookAtTasks(): void {
    if (this.#tasks.lookAtHealth().includes(this.#deployment.revision)) this.#deployment.failures = 0;
    const waitMs = this.#tasks.graceLeftMs(this.#graceMs);
    this.#recheck();
    if (waitMs === 0) return;
    this.#recheck = this.#around.clock.after(waitMs, () => {
      this.reconcile();
    });
  }

  #stop({ id, why }: StopChoice): void {
    const task = this.#tasks.find(id);
    if (!task) return;
    const reason = {
      unhealthy: `It failed its health checks: ${task.healthReason ?? 'no reason was given'}`,
      'scaled in': `The service is scaled in to ${this.#service.desiredCount}`,
      replaced: `${imageOf(this.#deployment.revision)} takes its place`,
    }[why];
    void task.stop(reason);
    if (why === 'unhealthy') this.#countFailure(task, reason);
  }

  #isSteady(): boolean {
    return this.#tasks.areSteady(this.#deployment.revision, this.#graceMs, this.#service.desiredCount);
  }

  get #deployment() {
    return this.#deployments.current;
  }

  get #graceMs(): number {
    return this.#service.healthCheckGracePeriodS * 1_000;
  }

  #notice(message: string): void {
    this.#around.emit({ type: 'notice', at: this.#around.clock.now(), group: this.name, message });
  }
}
