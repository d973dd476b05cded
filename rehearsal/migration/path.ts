import { type Stage, STAGES } from '@interstella/infra/stages';
import { UsageError } from '@interstella/libs/errors';
import type { PathStep } from './fault-script.ts';

/** The stages in which orders flow: those behind a load balancer. */
export const STAGES_UNDER_LOAD: readonly Stage[] = STAGES.filter(
  (stage) => stage.defaultTarget !== undefined,
);

interface Way {
  /** Also the way back to the first stage. */
  readonly thereAndBack: boolean;
  /** The last stage of the way there. @default the last that there is */
  readonly until?: string | undefined;
}

/** The stages of a migration in their order. @throws UsageError if it is to end at a stage that is not on the way */
export function migrationPath({ thereAndBack, until }: Way): readonly Stage[] {
  const last = until === undefined ? -1 : STAGES_UNDER_LOAD.findIndex(({ name }) => name === until);
  if (until !== undefined && last < 1) {
    const names = STAGES_UNDER_LOAD.slice(1).map(({ name }) => name);
    throw new UsageError(`--until ${until}: a migration can end at ${names.join(', ')}.`);
  }
  const there = until === undefined ? STAGES_UNDER_LOAD : STAGES_UNDER_LOAD.slice(0, last + 1);
  return thereAndBack ? [...there, ...there.slice(0, -1).reverse()] : there;
}

/** The steps of a path, one from each stage to the next. */
export function stepsOf(path: readonly Stage[]): readonly PathStep[] {
  return path.slice(1).flatMap((to, index) => {
    const from = path[index];
    return from ? [{ index, from, to }] : [];
  });
}
