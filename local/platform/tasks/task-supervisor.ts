import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { MOST_TASKS, type Service, type TaskDefinition } from '../deployment/index.ts';
import type { TargetGroups } from '../load-balancer/targets.ts';
import { SYSTEM_CLOCK, type Clock } from './clock.ts';
import type { DeploymentOutcome } from './deployment-record.ts';
import type { TaskSupervisorEvent } from './events.ts';
import { ServiceScheduler } from './service-scheduler.ts';
import type { ServiceSnapshot } from './service-snapshot.ts';
import type { TaskDriver } from './task-driver.ts';
import type { TaskSnapshot } from './task-snapshot.ts';
import { Task } from './task.ts';

/** How long a deployment is waited for: as long as a person would, and above what the slowest rollback needs. */
export const DEPLOYMENT_LIMIT_MS = 15 * 60_000;
/** For the orders in hand of a task that ends when nothing flows any more. */
const QUICK_LIMIT_MS = 5_000;

export interface TaskSupervisorOptions {
  readonly driver: TaskDriver;
  readonly targets: TargetGroups;
  /** @default the system's */
  readonly clock?: Clock;
}

export interface SupervisorSnapshot {
  readonly services: readonly ServiceSnapshot[];
  /** Those that run by themselves. */
  readonly otherTasks: readonly TaskSnapshot[];
  /** Those of removed services that have not ended yet. */
  readonly endingTasks: readonly TaskSnapshot[];
}

/** Runs services and tasks on this machine, as ECS does in the cloud. */
export class TaskSupervisor {
  readonly #around;
  readonly #events = new EventEmitter<{ event: [TaskSupervisorEvent] }>();
  readonly #services = new Map<string, ServiceScheduler>();
  /** All that have not ended. */
  readonly #tasks = new Map<string, Task>();
  readonly #standalone = new WeakSet<Task>();
  readonly #unwatch: () => void;
  #isStopped = false;

  constructor({ driver, targets, clock = SYSTEM_CLOCK }: TaskSupervisorOptions) {
    this.#around = {
      driver,
      targets,
      clock,
      emit: (event: TaskSupervisorEvent) => this.#events.emit('event', event),
      newTaskId: () => this.#newTaskId(),
      onTask: (task: Task) => {
        this.#keep(task);
      },
    };
    this.#unwatch = targets.onHealthChange(() => {
      for (const service of this.#services.values()) service.reconcile();
    });
  }

  /** @returns the end of being told */
  onEvent(listener: (event: TaskSupervisorEvent) => void): () => void {
    this.#events.on('event', listener);
    return () => this.#events.off('event', listener);
  }

  /**
   * Creates the service, or updates it in a rolling deployment if its revision changed: the task definition, the target
   * group or `forceNewDeployment`. Resolves when the new tasks are healthy and the old ones are drained and told to stop,
   * which then end in the background; or with how it failed.
   *
   * @param limitMs how long to wait for that; the deployment goes on after it. @default 15 minutes
   */
  async deploy(
    service: Service,
    definition: TaskDefinition,
    limitMs = DEPLOYMENT_LIMIT_MS,
  ): Promise<DeploymentOutcome> {
    this.#refuseWhenStopped();
    refuseCount(service.desiredCount);
    let scheduler = this.#services.get(service.name);
    if (!scheduler) {
      scheduler = new ServiceScheduler(service, definition, this.#around);
      this.#services.set(service.name, scheduler);
    }
    return scheduler.deploy(service, definition, limitMs);
  }

  /** @throws Error if there is no such service, or for a count that no laptop should be asked for */
  async scale(
    service: string,
    desiredCount: number,
    limitMs = DEPLOYMENT_LIMIT_MS,
  ): Promise<DeploymentOutcome> {
    this.#refuseWhenStopped();
    refuseCount(desiredCount);
    const scheduler = this.#services.get(service);
    if (!scheduler) throw new Error(`There is no service ${service} to scale.${named(this.#services)}`);
    return scheduler.scale(desiredCount, limitMs);
  }

  /** Resolves when all tasks of the service are drained and told to stop; at once if there is no such service. */
  async remove(service: string): Promise<void> {
    const scheduler = this.#services.get(service);
    this.#services.delete(service);
    await scheduler?.remove();
  }

  /** Runs a task by itself. Resolves when it is RUNNING. @throws Error with why it does not */
  async runTask(definition: TaskDefinition): Promise<TaskSnapshot> {
    this.#refuseWhenStopped();
    const task = new Task(
      {
        request: { id: this.#newTaskId(), group: definition.family, definition },
        targetGroup: undefined,
        onChange: () => undefined,
      },
      this.#around,
    );
    this.#standalone.add(task);
    this.#keep(task);
    await task.settled;
    if (task.status !== 'RUNNING') throw new Error(task.reason ?? 'The task was stopped before it ran.');
    return task.snapshot();
  }

  /** Ends a task that runs by itself; resolves when it has. @throws Error if there is no such task */
  async stopTask(id: string, reason = 'A person stopped it'): Promise<void> {
    const task = this.#taskNamed(id);
    await task.stop(reason);
    await task.ended;
  }

  /** Sends a signal to a task's process. @throws Error if there is no such task */
  signalTask(id: string, signal: NodeJS.Signals): void {
    this.#taskNamed(id).signal(signal);
  }

  /**
   * Ends everything and starts nothing any more; resolves when nothing runs. Unless `quick`, services are drained as when
   * they are removed. With it, nothing may flow any more: tasks do not drain, and have five seconds for what they have in
   * hand.
   */
  async stopAll({ quick }: { readonly quick: boolean }): Promise<void> {
    this.#isStopped = true;
    const services = [...this.#services.keys()];
    if (quick) for (const name of services) this.#services.get(name)?.close();
    else await Promise.all(services.map((name) => this.remove(name)));
    const ends = [...this.#tasks.values()].map(async (task) => {
      if (quick) await task.stopQuickly(QUICK_LIMIT_MS);
      else await task.stop('Everything stops');
      await task.ended;
    });
    await Promise.all(ends);
    this.#unwatch();
  }

  snapshot(): SupervisorSnapshot {
    const services = [...this.#services.values()].map((service) => service.snapshot());
    const shown = new Set(services.flatMap(({ tasks }) => tasks.map(({ id }) => id)));
    const rest = [...this.#tasks.values()].filter(({ id }) => !shown.has(id));
    const [otherTasks, endingTasks] = [true, false].map((isStandalone) =>
      rest.filter((task) => this.#standalone.has(task) === isStandalone).map((task) => task.snapshot()),
    ) as [TaskSnapshot[], TaskSnapshot[]];
    return { services, otherTasks, endingTasks };
  }

  #keep(task: Task): void {
    this.#tasks.set(task.id, task);
    void task.ended.then(() => this.#tasks.delete(task.id));
  }

  #newTaskId(): string {
    const id = randomBytes(4).toString('hex');
    return this.#tasks.has(id) ? this.#newTaskId() : id;
  }

  #taskNamed(id: string): Task {
    const task = this.#tasks.get(id);
    if (!task) throw new Error(`There is no task ${id}.${named(this.#tasks)}`);
    return task;
  }

  #refuseWhenStopped(): void {
    if (this.#isStopped) throw new Error('Everything stops, and nothing is started any more.');
  }
}

function refuseCount(desiredCount: number): void {
  if (Number.isInteger(desiredCount) && desiredCount >= 0 && desiredCount <= MOST_TASKS) return;
  throw new Error(`A service can have 0 to ${MOST_TASKS} tasks here, not ${desiredCount}.`);
}

function named(things: ReadonlyMap<string, unknown>): string {
  return things.size === 0 ? '' : ` There is: ${[...things.keys()].join(', ')}.`;
}
