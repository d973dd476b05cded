import type { ChangeResult } from '@interstella/local/platform';
import { codeOf, type ErrorCode, messageOf, NamedError } from '@interstella/libs/errors';
import type { NewOrders } from './new-orders.ts';
import type { SwitchSummary } from './switch-summary.ts';

/** What came of a step. */
export interface StepTaken {
  readonly result: ChangeResult;
  /** Undefined if HQ does not answer when the step has ended, or has nothing to do with it. */
  readonly summary: SwitchSummary | undefined;
  /** What became of the orders after the step, where any are made. */
  readonly newOrders?: NewOrders | undefined;
  /** Orders from before the step that are still open after it; a hundred at most. */
  readonly stillOpen?: readonly string[];
  /** Whether there may be more of those. */
  readonly moreOpen?: boolean;
  /** Whether HQ's report on the participant is red in the end, as far as it is known. */
  readonly red: boolean;
  /** Why it is not known what the ledger saw, or, with a summary, what it saw of the orders after the step. */
  readonly unknown?: string;
}

/** Whether the stage is there, and HQ has said that all is well with the orders. */
export function isTakenWell({ result, unknown, red }: StepTaken): boolean {
  return result.outcome === 'done' && unknown === undefined && !red;
}

/** The step was not taken, as something else was deployed since it was planned. */
export class NotTakenError extends NamedError {
  readonly code = 'CHANGED_MEANWHILE';
}

/** A step came to nothing after HQ was told to owe no orders, and HQ may not owe them again. It ends a command as its cause would. */
export class StillClosedError extends NamedError {
  readonly code: ErrorCode;

  /** @param then when and how HQ is told to owe orders again */
  constructor(cause: unknown, then: string) {
    const isAbort = cause instanceof Error && cause.name === 'AbortError';
    const why = isAbort ? 'Stopped before the step began.' : messageOf(cause);
    super(`${why}\nInterstella HQ may owe this stage no orders now. ${then}`, { cause });
    this.code = isAbort ? 'STOPPED' : codeOf(cause);
  }
}

/** Nobody waits for the step any more, which goes on all the same. */
export class StepGoesOnError extends NamedError {
  readonly code = 'STEP_GOES_ON';
}
