import type { ChangeResult } from '@interstella/local/platform';
import { GateHoldsError } from '@interstella/migration/gate/wait-at-gate.ts';
import { NotTakenError, StillClosedError } from '@interstella/migration/step/step-taken.ts';
import { UsageError } from '@interstella/libs/errors';
import type { PathStep } from './fault-script.ts';

/** Of a step whose deployment did not succeed. */
export function failureOf(step: PathStep, { outcome, reason = '' }: ChangeResult): string {
  const then = outcome === 'rolledBack' ? ' It was rolled back.' : '';
  return `${nameOf(step)} failed: ${reason}${then}`;
}

/** Why a step was not taken; undefined of an error that ends the migration. */
export function whyNotTaken(step: PathStep, error: unknown): string | undefined {
  // The kit ends with the migration: nobody has its HQ owe orders again.
  if (error instanceof StillClosedError) return whyNotTaken(step, error.cause);
  if (error instanceof GateHoldsError) return `${nameOf(step)} was not taken. ${error.message}`;
  const isElsewhere = error instanceof NotTakenError || error instanceof UsageError;
  return isElsewhere
    ? `${nameOf(step)} was not taken. ${error.message} Nothing else may be deployed in this kit while a migration runs: start it again.`
    : undefined;
}

function nameOf({ from, to }: PathStep): string {
  return `The step from ${from.name} to ${to.name}`;
}
