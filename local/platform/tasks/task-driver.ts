import type { TaskDefinition } from '../deployment/index.ts';
import type { TargetAddress } from '../load-balancer/targets.ts';

/** A task to start. */
export interface TaskRequest {
  /** Unique among all tasks. */
  readonly id: string;
  /** What its logs and labels call it: the service, or the family of a task that runs by itself. */
  readonly group: string;
  readonly definition: TaskDefinition;
}

/** A task that could not be started: why, in a sentence that begins with the code that ECS has for it. */
export class TaskStartError extends Error {
  override readonly name = 'TaskStartError';
}

/** Runs tasks: as processes, or as containers. */
export interface TaskDriver {
  /**
   * Resolves once the task is RUNNING: it listens. @param cancel ends a start that is under way
   *
   * @throws TaskStartError
   */
  start(request: TaskRequest, cancel: AbortSignal): Promise<RunningTask>;
}

export interface RunningTask {
  readonly address: TargetAddress;
  /** Of the process, or, of a container, of its first process as the machine sees it. */
  readonly pid: number | undefined;
  /** Resolves when it has ended, with how, the last that it said, and where the rest stands. */
  readonly ended: Promise<string>;
  /** SIGTERM, and SIGKILL if it has not ended after so many milliseconds. Resolves when it has ended. */
  stop(limitMs: number): Promise<void>;
  /** Ends the drain of a task that was told to stop: no load balancer sends it anything any more. */
  endDrain(): void;
  signal(signal: NodeJS.Signals): void;
}
