import type { HqClient } from '@interstella/hq/client';
import type { Stage } from '@interstella/infra/stages';
import type { ChangeResult } from '@interstella/local/platform';
import type { TrafficInterval } from '@interstella/local/platform/load-balancer';
import type { Remedies } from '../gate/gate-text.ts';
import type { Wait } from '../gate/wait-at-gate.ts';
import type { MonolithTags, OrdersAcross, StepEnds } from '../gate/judge-step.ts';

/** What is deployed at a place at one moment. */
export interface Deployed {
  /** Undefined for nothing. */
  readonly stage: Stage | undefined;
  /** Differs after every deployment that has begun. */
  readonly revision: number | undefined;
  /** Why no step can be taken from it now, in a sentence. */
  readonly problem: string | undefined;
  /** In the place's own words, such as `UPDATE_COMPLETE`. */
  readonly status?: string;
}

/** A step that can be taken from what is deployed. */
export interface StepPlan extends OrdersAcross, StepEnds {
  /** Of what was deployed when the step was planned: it is taken from nothing else. */
  readonly revision: number | undefined;
}

/** The participant that a place is, at its Interstella HQ. */
export interface Member {
  readonly participant: string;
  readonly hq: Pick<HqClient, 'report' | 'open' | 'close' | 'generator'>;
  /** Whether HQ opens and closes the participant for us. An instructor's does so for the instructor alone. */
  readonly isOurs: boolean;
  readonly remedies: Remedies;
  /** How long after a closing HQ may record an order that it made before, in milliseconds. */
  readonly recordedWithinMs: number;
}

/**
 * Where a step to one stage is taken: the kit on this machine, or an account of AWS.
 *
 * @typeParam Hooks whom the place tells what it does while it deploys
 */
export interface Place<Hooks> {
  readonly to: Stage;
  /** How a person takes a step here. */
  readonly commandFor: (stage: string) => string;
  /** How a person sees what is there. */
  readonly statusCommand: string;
  /** How often HQ is asked again while a step waits, in milliseconds. */
  readonly pollMs: number;
  /** How long the first order after a step may take, in milliseconds; 0 where nobody waits for it. */
  readonly newOrderLimitMs: number;
  deployed(): Promise<Deployed>;
  monolithTags(): Promise<MonolithTags>;
  /** Since when the stage is stable that the step goes from. @throws if it is not and the step cannot go from it */
  stableSince(plan: StepPlan, wait: Wait): Promise<Date>;
  /**
   * Deploys; resolves when the stage is stable, or when it is known that it will not be.
   *
   * @throws NotTakenError if something was deployed since the step was planned
   */
  deploy(plan: StepPlan, hooks: Hooks, signal: AbortSignal): Promise<ChangeResult>;
  /** What the load balancer did since it was asked last, where that can be told. */
  takeTraffic?(): Promise<TrafficInterval>;
}
