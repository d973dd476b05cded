import type { Settings } from '@interstella/infra/settings';
import type { Stage } from '@interstella/infra/stages';
import { judgeStep, type OrdersAcross } from '@interstella/migration/gate/judge-step.ts';
import { type Direction, wayTo } from '@interstella/migration/gate/way.ts';
import { UsageError } from '@interstella/libs/errors';
import type { DeployedEnvironment, DeployedStack } from './deployed.ts';
import { stateOf } from './stack-state.ts';

/** One deployment, judged against what is deployed. */
export interface Step extends OrdersAcross {
  readonly to: Stage;
  /** What is deployed of the same stack; undefined for nothing. */
  readonly from: Stage | undefined;
  readonly direction: Direction;
}

/** How a person deploys a stage of the same environment, for what to type next. */
export type DeployCommand = (stage: string) => string;

export interface StepOptions {
  /** Of the image that the monolith's service runs; undefined where there is none, or nobody can tell. */
  readonly runningTag?: string | undefined;
  /** Whether a monolith may be deployed that leaves a resource to nobody. */
  readonly wrongOrder?: boolean | undefined;
}

/**
 * Whether the stage is one step away, and leaves no resource to nobody.
 *
 * @throws UsageError that shows the way there, or what is the matter with what is deployed
 */
export function planStep(
  deployed: DeployedEnvironment,
  { stage: to, instructor, monolithTag }: Settings,
  command: DeployCommand,
  options: StepOptions = {},
): Step {
  if (!to) throw new UsageError('Which stage?');
  const ofStage = to.stack === 'InterstellaHq' ? deployed.hq : deployed.interstella;
  const from = deployedStage(ofStage);
  if (to.stack === 'Interstella' && !instructor) requireHq(deployed.hq, command);
  const way = wayTo(to, from);
  if ('stages' in way) throw new UsageError(wayText(way.stages, from, command));
  const { step: direction } = way;
  return { to, from, direction, ...judgeStep({ from, to, direction, monolithTag, ...options }) };
}

function deployedStage(stack: DeployedStack | undefined): Stage | undefined {
  const state = stateOf(stack);
  if ('problem' in state) throw new UsageError(state.problem);
  if (state.is === 'absent') return undefined;
  if (!stack?.stage) {
    const said = stack?.outputs.Stage;
    const what = said === undefined ? 'it has no output Stage' : `its output Stage is ${said}`;
    throw new UsageError(
      `The stack ${stack?.name ?? ''} is none of this kit's stages (${what}). Choose another --environment-name, or delete it.`,
    );
  }
  return stack.stage;
}

function requireHq(hq: DeployedStack | undefined, command: DeployCommand): void {
  if (deployedStage(hq)) return;
  throw new UsageError(
    `Interstella HQ is not deployed in this account. Deploy it first:\n  ${command('hq')}\nor name an instructor's with -c topicArnPrefix=… and -c apiEndpoint=…`,
  );
}

function wayText(stages: readonly Stage[], from: Stage | undefined, command: DeployCommand): string {
  const to = stages.at(-1)?.name ?? '';
  const start = from ? `from ${from.name}, which is deployed` : 'and nothing is deployed yet';
  const commands = stages.map(({ name }) => `  ${command(name)}`).join('\n');
  return `Stage ${to} is ${stages.length} steps away, ${start}. Deploy one stage at a time:\n${commands}`;
}
