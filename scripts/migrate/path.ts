import { type Stage, STAGES } from '@interstella/infra/stages';

/** The stages in which orders flow: those behind a load balancer. */
export const STAGES_UNDER_LOAD: readonly Stage[] = STAGES.filter(
  (stage) => stage.defaultTarget !== undefined,
);

/** The stages of a migration in their order; with `back`, the way back to the first as well. */
export function migrationPath(back: boolean): readonly Stage[] {
  return back ? [...STAGES_UNDER_LOAD, ...STAGES_UNDER_LOAD.slice(0, -1).reverse()] : STAGES_UNDER_LOAD;
}
