import type { Command } from 'commander';
import { jsonOption, timeoutOption, contextOption } from '../options.ts';
import { findRunningKit, requireRunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { ChangeView } from '@interstella/terminal/change-view.ts';
import {
  type Context,
  localStageNamed,
  localTemplate,
} from '@interstella/migration/assembly/local-template.ts';
import { planStep } from '@interstella/migration/step/plan-step.ts';
import { Step } from '@interstella/migration/step/step.ts';
import { isTakenWell, StepGoesOnError, type StepTaken } from '@interstella/migration/step/step-taken.ts';
import { hqOf, platformOf } from '@interstella/rehearsal/kit/clients.ts';
import { imageCatalogue } from '@interstella/images/image-catalogue.ts';
import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import { type Hear, localMember, LocalPlace } from '@interstella/rehearsal/stage/local-place.ts';
import { stageListText } from '@interstella/rehearsal/stage/stage-list-text.ts';
import { planText, takenText } from '@interstella/rehearsal/stage/step-texts.ts';
import { say, sayJson } from '@interstella/terminal/say.ts';
import { untilStopped, Waiting } from '../waiting.ts';

interface StageOptions {
  readonly context: Context;
  /** In minutes: how long to wait for old orders. */
  readonly timeout: number;
  /** Whether a monolith may be deployed that leaves a resource to nobody. */
  readonly wrongOrder: boolean;
  readonly json: boolean;
}

export function addStage(command: Command): void {
  command
    .argument('[name]')
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
 * if the step was not taken, or HQ's report is red after it or not to be had.
 *
 * @throws UsageError, GateHoldsError, PlatformError, HqClientError; StoppedError, StepGoesOnError
 */
async function stage(name: string, options: StageOptions): Promise<number> {
  const to = localStageNamed(name);
  const { context, wrongOrder, json, timeout } = options;
  const waiting = new Waiting(timeout, json);
  const kit = await requireRunningKit();
  const place = new LocalPlace({
    ...{ to, platform: platformOf(kit), catalogue: imageCatalogue(DEFAULT_ENVIRONMENT_NAME) },
    synthesize: () => localTemplate(to, context),
  });
  const plan = await planStep(place, wrongOrder);
  const step = new Step(plan, place, localMember(hqOf(kit), kit.participant), waiting);
  const changes = await place.changes();
  waiting.note(planText(plan, changes));
  const taken = await untilStopped(async (signal) => {
    await waiting.during(signal, async (wait) => {
      await step.waitForOldOrders(wait);
      await step.stopOrders(wait);
    });
    return take(step, json, signal);
  });
  if (json) sayJson({ from: plan.from?.name, to: name, changes, ...taken });
  else say(takenText(plan, taken));
  return isTakenWell(taken) ? 0 : 1;
}

async function take(step: Step<Hear>, quietly: boolean, signal: AbortSignal): Promise<StepTaken> {
  if (quietly) return step.take(() => undefined, signal);
  const view = new ChangeView(process.stdout);
  let goesOn = false;
  try {
    return await step.take(view.onEvent, signal);
  } catch (error) {
    goesOn = error instanceof StepGoesOnError;
    throw error;
  } finally {
    await (goesOn ? view.detach() : view.end());
  }
}
