import type { DeployedEnvironment, DeployedStack } from './deployed.ts';
import { stateOf } from './stack-state.ts';
import type { Step } from './step.ts';

/**
 * Somebody else may deploy while one waits at the gate, shows what changes, or asks a person; also away and back to the
 * same stage, which has then not been stable for as long as was thought.
 *
 * @param planned what was there when the step was planned
 * @returns what is called with what is there at some later moment, and throws if the stack was changed since
 */
export function unchangedSince(
  { to }: Pick<Step, 'to'>,
  planned: DeployedEnvironment,
): (now: DeployedEnvironment) => void {
  const stackIn = ({ hq, interstella }: DeployedEnvironment) =>
    to.stack === 'InterstellaHq' ? hq : interstella;
  const before = changedAt(stackIn(planned));
  return (now) => {
    const present = stackIn(now);
    if (changedAt(present) !== before) throw new Error(changedText(present));
  };
}

/** One that a change set alone has made is none yet. */
function changedAt(stack: DeployedStack | undefined): number | undefined {
  return stateOf(stack).is === 'absent' ? undefined : stack?.updatedAt.getTime();
}

function changedText(stack: DeployedStack | undefined): string {
  return `The stack was changed meanwhile: it is at ${stack?.stage?.name ?? 'no stage'}, ${stack?.status ?? 'gone'}. This run deployed nothing; start it again.`;
}
