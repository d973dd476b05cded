import type { Command } from 'commander';
import { jsonOption, timeoutOption, contextOption } from '../options.ts';
import { findRunningKit, requireRunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { describeChange } from '@interstella/migration/diff/describe-change.ts';
import { ChangeView } from '@interstella/terminal/change-view.ts';
import { type Context, localStageNamed } from '@interstella/migration/assembly/local-template.ts';
import { hqOf, platformOf } from '@interstella/rehearsal/kit/clients.ts';
import { imageCatalogue } from '@interstella/images/image-catalogue.ts';
import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import { planStep } from '@interstella/rehearsal/stage/plan-step.ts';
import { LocalStep } from '@interstella/rehearsal/stage/local-step.ts';
import { stageListText } from '@interstella/rehearsal/stage/stage-list-text.ts';
import { StepGoesOnError, type StepTaken } from '@interstella/rehearsal/stage/step-taken.ts';
import { planText, takenText } from '@interstella/rehearsal/stage/step-texts.ts';
import { stopAsked } from '@interstella/rehearsal/kit/stop-asked.ts';
import { StatusLine } from '@interstella/terminal/status-line.ts';
import { messageOf } from '@interstella/libs/errors';
import { say, sayJson } from '@interstella/terminal/say.ts';

const MINUTE_MS = 60_000;
/** As a shell has it for Ctrl-C. */
const STOPPED = 130;

interface StageOptions {
  readonly context: Context;
  /** In minutes: how long to wait for old orders. */
  readonly timeout: number;
  /** Whether a monolith may be deployed that leaves a resource to nobody. */
  readonly wrongOrder: boolean;
  readonly json: boolean;
}

export function addStage(program: Command): void {
  program
    .command('stage [name]')
    .description(
      'take the kit that runs here one stage forwards or backwards, while orders flow; without a name, list the stages',
    )
    .addOption(contextOption())
    .addOption(timeoutOption('minutes', 'how long to wait for old orders', 30))
    .option(
      '--wrong-order',
      'take the step also with a monolith that leaves a resource to nobody, to see what happens',
      false,
    )
    .addOption(jsonOption())
    .action(async (name: string | undefined, options: StageOptions) => {
      process.exitCode = await (name === undefined ? listStages(options.json) : stage(name, options));
    });
}

/** `interstella stage` without a name: which stages there are, and which is up here. Resolves with the exit code. */
async function listStages(json: boolean): Promise<number> {
  const kit = await findRunningKit();
  const here = kit && (await platformOf(kit).state()).stage;
  say(json ? JSON.stringify({ stage: here ?? null }) : stageListText(here));
  return 0;
}

/**
 * `interstella stage NAME`: one step of the migration on this machine, while orders flow. Resolves with the exit code: 1
 * if the step was not taken, or HQ's report is red after it or not to be had; 130 if it was stopped.
 *
 * @throws UsageError, GateHoldsError, PlatformError, HqClientError
 */
async function stage(name: string, options: StageOptions): Promise<number> {
  const to = localStageNamed(name);
  const { context, wrongOrder, json } = options;
  const line = new StatusLine(process.stdout);
  const note = (text: string) => {
    if (!json) line.note(text);
  };
  const kit = await requireRunningKit();
  const platform = platformOf(kit);
  const plan = await planStep(platform, to, { context, wrongOrder });
  const step = new LocalStep(plan, {
    ...{ platform, hq: hqOf(kit), participant: kit.participant },
    catalogue: imageCatalogue(DEFAULT_ENVIRONMENT_NAME),
    onSlowHq: () => {
      note('Asking Interstella HQ, which takes its time …');
    },
  });
  const changes = describeChange(plan.before, plan.template);
  note(planText(plan, changes));
  const stop = new AbortController();
  void stopAsked().then(() => {
    stop.abort();
  });
  let taken: StepTaken;
  try {
    await waitForOldOrders(step, options, line, stop.signal);
    taken = await take(step, json, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write(`\n${stoppedText(error)}\n`);
    return STOPPED;
  }
  if (json) sayJson({ from: plan.from.name, to: name, changes, ...taken });
  else say(takenText(plan, taken));
  return taken.result.outcome === 'done' && taken.unknown === undefined && !taken.red ? 0 : 1;
}

async function waitForOldOrders(
  step: LocalStep,
  { timeout, json }: StageOptions,
  line: StatusLine,
  signal: AbortSignal,
): Promise<void> {
  let end: () => void = () => undefined;
  try {
    const show = (text: string) => {
      if (json) return;
      line.show(text);
      end = () => {
        line.end();
      };
    };
    const explain = (text: string) => {
      if (!json) line.note(text);
    };
    await step.waitForOldOrders(timeout * MINUTE_MS, show, signal, explain);
  } finally {
    end();
  }
}

async function take(step: LocalStep, quietly: boolean, signal: AbortSignal): Promise<StepTaken> {
  if (quietly) return step.take(() => undefined, signal);
  const view = new ChangeView(process.stdout);
  let goesOn = false;
  try {
    return await step.take(view.hear, signal);
  } catch (error) {
    goesOn = error instanceof StepGoesOnError;
    throw error;
  } finally {
    await (goesOn ? view.leave() : view.end());
  }
}

function stoppedText(error: unknown): string {
  if (error instanceof StepGoesOnError) return 'The step goes on; see `npx interstella status`.';
  if (error instanceof Error && error.name === 'AbortError') return 'Stopped; nothing was changed.';
  return messageOf(error);
}
