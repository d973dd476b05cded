import type { TargetAddress, TargetState } from '../load-balancer/targets.ts';
import type { TaskStatus } from './events.ts';

/** How a task is seen from outside. */
export interface TaskSnapshot {
  readonly id: string;
  readonly group: string;
  readonly image: string;
  readonly status: TaskStatus;
  readonly health: TargetState | undefined;
  readonly address: TargetAddress | undefined;
  readonly pid: number | undefined;
  /** Milliseconds since 1970, of when its start began. */
  readonly startedAt: number;
  /** Why it was told to stop. */
  readonly stopReason: string | undefined;
}
