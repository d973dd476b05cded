import { STAGES, type Stage } from '@interstella/infra/stages';

/** Where a step goes from what is there. */
export type Direction = 'first' | 'forwards' | 'backwards' | 'same';

export type Way =
  | { readonly step: Direction }
  /** Too far for one step: the stages on the way there, the last of which is the one asked for. */
  | { readonly stages: readonly Stage[] };

const indexOf = (stage: Stage): number => STAGES.findIndex(({ name }) => name === stage.name);

/**
 * Whether a stage is one step away from another of the same stack, and the way there if it is not.
 *
 * @param from undefined where nothing is deployed of the stage's stack
 */
export function wayTo(to: Stage, from: Stage | undefined): Way {
  const ofStack = STAGES.filter(({ stack }) => stack === to.stack);
  if (!from) {
    const stages = ofStack.slice(0, ofStack.indexOf(to) + 1);
    return stages.length > 1 ? { stages } : { step: 'first' };
  }
  const distance = indexOf(to) - indexOf(from);
  if (distance === 0) return { step: 'same' };
  if (Math.abs(distance) === 1) return { step: distance > 0 ? 'forwards' : 'backwards' };
  const between =
    distance > 0
      ? STAGES.slice(indexOf(from) + 1, indexOf(to) + 1)
      : STAGES.slice(indexOf(to), indexOf(from)).reverse();
  return { stages: between };
}

/** The neighbours of a stage in its stack. */
export function neighboursOf(stage: Stage): { readonly previous?: Stage; readonly next?: Stage } {
  const [previous, next] = [-1, 1].map((offset) => STAGES[indexOf(stage) + offset]);
  return {
    ...(previous?.stack === stage.stack && { previous }),
    ...(next?.stack === stage.stack && { next }),
  };
}

/** Whether orders flow to the stage: HQ owes none before the first such stage and after the step back from it. */
export function takesOrders(stage: Stage | undefined): boolean {
  return stage !== undefined && stage.subscriptions.length > 0;
}
