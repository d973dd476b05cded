import type { Revision } from './deployment-record.ts';
import type { RolloutTask } from './rollout.ts';
import type { Task } from './task.ts';

/** The tasks of a service until they have ended, each with the revision that it is of. */
export class ServiceTasks {
  readonly #tasks = new Map<Task, Revision>();

  get all(): ReadonlyMap<Task, Revision> {
    return this.#tasks;
  }

  add(task: Task, revision: Revision): void {
    this.#tasks.set(task, revision);
  }

  delete(task: Task): void {
    this.#tasks.delete(task);
  }

  revisionOf(task: Task): Revision | undefined {
    return this.#tasks.get(task);
  }

  find(id: string): Task | undefined {
    return [...this.#tasks.keys()].find((task) => task.id === id);
  }

  /** Stops all; resolves when all are drained and told to stop. */
  async stop(reason: string): Promise<void> {
    await Promise.all([...this.#tasks.keys()].map((task) => task.stop(reason)));
  }

  /** Takes notice of what the load balancer thinks of them now. @returns the revisions of those that became healthy */
  lookAtHealth(): readonly Revision[] {
    return [...this.#tasks].filter(([task]) => task.lookAtHealth()).map(([, revision]) => revision);
  }

  /** In how many milliseconds the last failed health checks begin to count that do not yet; 0 if there are none. */
  graceLeftMs(graceMs: number): number {
    const left = [...this.#tasks.keys()]
      .filter(({ health }) => health === 'unhealthy')
      .map(({ runningForMs }) => graceMs - runningForMs);
    return Math.max(0, ...left);
  }

  /** Those that were not told to stop. */
  forRollout(current: Revision, graceMs: number): readonly RolloutTask[] {
    return [...this.#tasks]
      .filter(([task]) => !task.isStopping)
      .map(([task, revision]) => ({
        id: task.id,
        isCurrent: revision === current,
        state: task.stateFor(graceMs),
        startedAt: task.startedAt,
      }));
  }

  /** As many healthy ones as desired, all of the current revision, and none that still has to let go of the load balancer. */
  areSteady(current: Revision, graceMs: number, desiredCount: number): boolean {
    const tasks = this.forRollout(current, graceMs);
    const isDraining = [...this.#tasks.keys()].some(({ status }) => status === 'DEACTIVATING');
    const areAllGood = tasks.every(({ isCurrent, state }) => isCurrent && state === 'healthy');
    return areAllGood && tasks.length === desiredCount && !isDraining;
  }
}
