import { type Stage, STAGES } from '@interstella/infra/stages';
import { UsageError } from '@interstella/libs/errors';
import type { PlatformClient } from '@interstella/local/platform';
import type { Template } from '@interstella/local/platform/template';
import { type Context, localTemplate } from '@interstella/migration/assembly/local-template.ts';
import { judgeStep, type OrdersAcross } from '@interstella/migration/gate/judge-step.ts';
import { type Direction, wayTo } from '@interstella/migration/gate/way.ts';
import { monolithTagIn, runningTagOf } from './monolith-tag.ts';

/** A step that can be taken from what is deployed. */
export interface StepPlan extends OrdersAcross {
  readonly from: Stage;
  readonly to: Stage;
  readonly direction: Direction;
  readonly template: Template;
  /** What is deployed now. */
  readonly before: Template | undefined;
  /** Of the platform when the step was planned: it is taken from no other. */
  readonly revision: number;
}

export interface StepOptions {
  readonly context: Context;
  /** Whether a monolith may be deployed that leaves a resource to nobody. */
  readonly wrongOrder: boolean;
}

/**
 * Plans the step from what is deployed to a stage. Nothing is changed yet.
 *
 * @throws UsageError if the stage is further away than one step, a resource would be left to nobody, or something is being
 *   changed already
 */
export async function planStep(
  platform: Pick<PlatformClient, 'state' | 'template'>,
  to: Stage,
  { context, wrongOrder }: StepOptions,
): Promise<StepPlan> {
  const { stage, changing, revision, tasks } = await platform.state();
  if (changing) {
    throw new UsageError(
      `Something is being changed already (${changing.what}, since ${changing.since}). Wait until that has ended.`,
    );
  }
  const from = STAGES.find(({ name }) => name === stage);
  if (!from) throw new UsageError('No stage is up yet. Wait until `npm start` says so.');
  const way = wayTo(to, from);
  if ('stages' in way) throw new UsageError(wayText(way.stages, from));
  const template = await localTemplate(to, context);
  const before = (await platform.template()) as Template | undefined;
  const direction = way.step;
  const tags = { runningTag: runningTagOf(tasks), monolithTag: monolithTagIn(template) };
  const orders = judgeStep({ from, to, direction, ...tags, wrongOrder });
  return { from, to, direction, template, before, revision, ...orders };
}

function wayText(stages: readonly Stage[], from: Stage): string {
  const to = stages.at(-1)?.name ?? '';
  const commands = stages.map(({ name }) => `  npx interstella stage ${name}`).join('\n');
  return `Stage ${to} is ${stages.length} steps away from ${from.name}, which is up. Take one at a time:\n${commands}`;
}
