import type { MonolithTag, Stage } from '@interstella/infra/stages';
import { UsageError } from '@interstella/libs/errors';
import { leftToNobody, monolithTagNamed, monolithTagOf } from './makers.ts';
import { type Direction, neighboursOf, takesOrders } from './way.ts';

/** What a step means for the orders. */
export interface OrdersAcross {
  /** Old orders must be fulfilled first, since subscribers or what the monolith gathers change. */
  readonly isGated: boolean;
  /** Nobody takes orders afterwards: HQ must owe none from before that on. */
  readonly leavesOrders: boolean;
  /** The stage is the first that takes orders: HQ owes them once it is stable. */
  readonly beginsOrders: boolean;
}

/** The image tags of the monolith. */
export interface MonolithTags {
  /** Of the service that runs; undefined where there is none, or nobody can tell. */
  readonly runningTag?: string | undefined;
  /** That somebody chose instead of the stage's own. */
  readonly monolithTag?: MonolithTag | undefined;
}

/** Between what a step goes. */
export interface StepEnds extends MonolithTags {
  /** Undefined for nothing. */
  readonly from: Stage | undefined;
  readonly to: Stage;
  readonly direction: Direction;
}

/**
 * @param wrongOrder whether a monolith may be deployed that leaves a resource to nobody
 * @throws UsageError if the step would leave a resource to nobody, and is not to
 */
export function judgeStep(ends: StepEnds, wrongOrder = false): OrdersAcross {
  const { from, to, direction, runningTag, monolithTag } = ends;
  const abandoned = leftToNobody(to, monolithTag);
  if (abandoned.length > 0 && !wrongOrder)
    throw new UsageError(wrongOrderText(to, abandoned, monolithTag), { code: 'WRONG_ORDER' });
  const changesMonolith =
    from !== undefined && isAnotherMonolith(from, runningTag, monolithTagOf(to, monolithTag));
  return {
    isGated: takesOrders(from) && takesOrders(to) && (direction !== 'same' || changesMonolith),
    leavesOrders: takesOrders(from) && !takesOrders(to),
    beginsOrders: takesOrders(to) && !takesOrders(neighboursOf(to).previous),
  };
}

/** Where the one that runs leaves a resource to nobody, another heals it: that must wait for no order. */
function isAnotherMonolith(from: Stage, running: string | undefined, next: string | undefined): boolean {
  if (running === undefined || running === next) return false;
  const known = monolithTagNamed(running);
  return known === undefined || leftToNobody(from, known).length === 0;
}

function wrongOrderText({ name }: Stage, resources: readonly string[], tag: string | undefined): string {
  return `With the monolith ${tag ?? ''} nobody would gather ${resources.join(' and ')} at stage ${name}: its orders would never be complete. To see just that, add --wrong-order.`;
}
