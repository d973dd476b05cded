import type { Stage } from '@interstella/infra/stages';
import { UsageError } from '@interstella/libs/errors';
import { judgeStep } from '../gate/judge-step.ts';
import { wayTo } from '../gate/way.ts';
import type { Place, StepPlan } from './place.ts';
import { NotTakenError } from './step-taken.ts';

/**
 * Plans the step from what is deployed. Nothing is changed yet.
 *
 * @param wrongOrder whether a monolith may be deployed that leaves a resource to nobody
 * @throws UsageError if no step can be taken now, the stage is further away than one step, or a resource would be left to
 *   nobody
 */
export async function planStep(
  place: Pick<Place<never>, 'to' | 'commandFor' | 'deployed' | 'monolithTags'>,
  wrongOrder?: boolean,
): Promise<StepPlan> {
  const { to } = place;
  const { stage: from, revision, problem } = await place.deployed();
  if (problem !== undefined) throw new UsageError(problem);
  const way = wayTo(to, from);
  if ('stages' in way) throw new UsageError(wayText(way.stages, from, place.commandFor));
  const ends = { from, to, direction: way.step, ...(await place.monolithTags()) };
  return { ...ends, revision, ...judgeStep(ends, wrongOrder) };
}

/**
 * Somebody else may deploy while one waits at the gate, shows what changes, or asks a person; also away and back to the
 * same stage, which has then not been stable for as long as was thought.
 *
 * @throws NotTakenError if anything was deployed since the step was planned
 */
export async function requireUnchanged(
  place: Pick<Place<never>, 'deployed'>,
  { revision }: Pick<StepPlan, 'revision'>,
): Promise<void> {
  const { stage, status, revision: now } = await place.deployed();
  if (now === revision) return;
  const at = `${stage?.name ?? 'no stage'}${status === undefined ? '' : ` (${status})`}`;
  throw new NotTakenError(
    `Something was deployed meanwhile; it is at ${at} now. This run changed nothing; start it again.`,
  );
}

export function titleOf({ to, from, direction }: StepPlan): string {
  if (direction === 'first') return `Deploying ${to.name}: ${to.brings}`;
  if (direction === 'same') return `Stage ${to.name} again`;
  return `Going ${direction} from ${from?.name ?? ''} to ${to.name}`;
}

function wayText(
  stages: readonly Stage[],
  from: Stage | undefined,
  commandFor: (stage: string) => string,
): string {
  const to = stages.at(-1)?.name ?? '';
  const start = from ? `from ${from.name}, which is deployed` : 'and nothing is deployed yet';
  const commands = stages.map(({ name }) => `  ${commandFor(name)}`).join('\n');
  return `Stage ${to} is ${stages.length} steps away, ${start}. Deploy one stage at a time:\n${commands}`;
}
