import type { RolloutState, RolloutTask } from '../rollout.ts';

type Shorthand = readonly [which: 'new' | 'old', state: RolloutTask['state']];

/** Tasks `1`, `2`, … in the order in which they were started. */
export const stateOf = (
  desired: number,
  [minimum, maximum]: readonly [number, number],
  tasks: readonly Shorthand[],
) =>
  ({
    desiredCount: desired,
    minimumHealthyPercent: minimum,
    maximumPercent: maximum,
    tasks: tasks.map(([which, state], index) => ({
      id: String(index + 1),
      isCurrent: which === 'new',
      state,
      startedAt: index,
    })),
  }) satisfies RolloutState;
