import type { Settings } from '@interstella/infra/settings';
import type { Stage } from '@interstella/infra/stages';
import { type Direction, neighboursOf, takesOrders, wayTo } from '../gate/index.ts';
import { UsageError } from '../terminal/usage-error.ts';
import type { DeployedEnvironment, DeployedStack } from './deployed.ts';
import { stateOf } from './stack-state.ts';
import { leftToNobody, monolithTagOf, monolithTagNamed } from './takeover.ts';

/** One deployment, judged against what is deployed. */
export interface Step {
  readonly to: Stage;
  /** What is deployed of the same stack; undefined for nothing. */
  readonly from: Stage | undefined;
  readonly direction: Direction;
  /** Old orders must be fulfilled first, since subscribers or what the monolith gathers change. */
  readonly isGated: boolean;
  /** Nobody takes orders afterwards: HQ must owe none from before that on. */
  readonly leavesOrders: boolean;
  /** The stage is the first that takes orders: HQ owes them once it is stable. */
  readonly beginsOrders: boolean;
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
  { runningTag, wrongOrder = false }: StepOptions = {},
): Step {
  if (!to) throw new UsageError('Which stage?');
  const ofStage = to.stack === 'InterstellaHq' ? deployed.hq : deployed.interstella;
  const from = deployedStage(ofStage);
  if (to.stack === 'Interstella' && !instructor) requireHq(deployed.hq, command);
  const way = wayTo(to, from);
  if ('stages' in way) throw new UsageError(wayText(way.stages, from, command));
  const { step: direction } = way;
  const abandoned = leftToNobody(to, monolithTag);
  if (abandoned.length > 0 && !wrongOrder) throw new UsageError(wrongOrderText(to, abandoned, monolithTag));
  const changesMonolith =
    from !== undefined && isAnotherMonolith(from, runningTag, monolithTagOf(to, monolithTag));
  const leavesOrders = takesOrders(from) && !takesOrders(to);
  return {
    to,
    from,
    direction,
    leavesOrders,
    isGated: takesOrders(from) && takesOrders(to) && (direction !== 'same' || changesMonolith),
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
