import { stackNameIn } from '@interstella/infra/names';
import type { Settings } from '@interstella/infra/settings';
import type { Stage, StageTask } from '@interstella/infra/stages';
import { StoppedError, UsageError } from '@interstella/libs/errors';
import type { ChangeResult } from '@interstella/local/platform';
import { takesOrders } from '@interstella/migration/gate/way.ts';
import type { MonolithTags } from '@interstella/migration/gate/judge-step.ts';
import type { Wait } from '@interstella/migration/gate/wait-at-gate.ts';
import type { Deployed, Place, StepPlan } from '@interstella/migration/step/place.ts';
import { requireUnchanged } from '@interstella/migration/step/plan-step.ts';
import { NotTakenError, StepGoesOnError } from '@interstella/migration/step/step-taken.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import type { Aws } from '../aws.ts';
import { type Cdk, CdkError } from '../cdk.ts';
import { type DeployedEnvironment, type DeployedStack, readEnvironment } from '../deployed.ts';
import { stopTasksByHand } from '../run-task/stop-tasks-by-hand.ts';
import { readService } from '../services.ts';
import { type StackState, stateOf } from '../stack-state.ts';
import { readStage, type StageReadings, whatIsNotWell } from '../stage-readings.ts';
import { whyStackFailed } from '../why-stack-failed.ts';
import { readStabilityTimes, stableSince } from './stable-since.ts';
import { CannotTakeOverError, whatCannotTakeOver } from './takeover.ts';
import { NotWellError, waitUntilWell } from './wait-until-well.ts';

export interface CloudPlaceOptions {
  /** With a stage. */
  readonly settings: Settings;
  /** How a person deploys a stage of the same environment. */
  readonly commandFor: (stage: string) => string;
  /** With what the step deploys. */
  readonly cdk: Pick<Cdk, 'deploy'>;
}

/** An environment in an account of AWS, for a step to one stage. */
export class CloudPlace implements Place<Wait> {
  readonly to: Stage;
  readonly commandFor: (stage: string) => string;
  readonly statusCommand: string;
  readonly pollMs = 2_000;
  /** HQ on AWS makes orders once a minute: a person would wait long for no more than one. */
  readonly newOrderLimitMs = 0;
  readonly #aws: Aws;
  readonly #options: CloudPlaceOptions;

  constructor(aws: Aws, options: CloudPlaceOptions) {
    const { stage, environmentName } = options.settings;
    if (!stage) throw new UsageError('Which stage?');
    this.to = stage;
    this.commandFor = options.commandFor;
    this.statusCommand = printedCommand('status --aws', environmentName);
    this.#aws = aws;
    this.#options = options;
  }

  environment(): Promise<DeployedEnvironment> {
    return readEnvironment(this.#aws, this.#options.settings.environmentName);
  }

  readings(stack: DeployedStack, stage: Stage): Promise<StageReadings> {
    const { environmentName, monolithTag } = this.#options.settings;
    return readStage(this.#aws, environmentName, stack, stage, monolithTag);
  }

  async deployed(): Promise<Deployed> {
    const { hq, interstella } = await this.environment();
    const stack = this.to.stack === 'InterstellaHq' ? hq : interstella;
    const problem =
      this.#problemOf(stack) ?? (this.to.stack === 'Interstella' ? this.#problemOfHq(hq) : undefined);
    // A stack that a change set alone has made is none yet.
    const there = this.#stateOf(stack).is === 'absent' ? undefined : stack;
    const status = stack?.status ?? 'gone';
    return { stage: there?.stage, revision: there?.updatedAt.getTime(), problem, status };
  }

  async monolithTags(): Promise<MonolithTags> {
    const { environmentName, monolithTag } = this.#options.settings;
    const { interstella } = await this.environment();
    const running = interstella?.stage && (await readService(this.#aws, environmentName, 'monolith'));
    return { runningTag: running?.imageTag, monolithTag };
  }

  /**
   * From a stage that is not well a step back is allowed where those are well that deliver afterwards: the stage is stable
   * from now on then.
   *
   * @throws NotWellError, CannotTakeOverError
   */
  async stableSince(plan: StepPlan, wait: Wait): Promise<Date> {
    const { interstella: stack } = await this.environment();
    const readings = stack && plan.from && (await this.#readingsBefore(plan, stack, plan.from, wait));
    const now = new Date();
    return readings ? stableSince(await readStabilityTimes(this.#aws, stack, readings), now) : now;
  }

  /**
   * Deploys, and waits until every target is healthy and every subscription confirmed.
   *
   * @throws NotTakenError, CdkError, NotWellError; StoppedError if the signal comes before cdk begins, StepGoesOnError if it
   *   comes when cdk has ended
   */
  async deploy(plan: StepPlan, wait: Wait): Promise<ChangeResult> {
    await requireUnchanged(this, plan);
    requireNotStopped(wait);
    const environment = await this.environment();
    if (leavesTasksByHand(plan) && (await stopTasksByHand(this.#aws, environment, wait.limitMs)) > 0)
      wait.note('The task of run-task is stopped: it takes direct orders without a key.');
    requireNotStopped(wait);
    await this.#deploy();
    if (takesOrders(this.to)) {
      const { interstella: stack } = await this.environment();
      if (stack?.stage?.name !== this.to.name)
        throw new NotTakenError(
          `cdk deploy has ended, but what is deployed is ${stack?.stage?.name ?? 'nothing'}.`,
        );
      await this.#waitUntilWell(stack, this.to, wait).catch((error: unknown) => {
        throw this.#withWhatIsNext(error, plan, wait);
      });
    }
    return { outcome: 'done', leftBehind: [] };
  }

  /** Says what is left to do once the stage is deployed and nobody waits for it any more. */
  #withWhatIsNext(error: unknown, { beginsOrders }: StepPlan, { signal }: Wait): unknown {
    const { name } = this.to;
    const command = `\`${this.commandFor(name)}\``;
    const owed = beginsOrders ? ' Until it has ended well, Interstella HQ may owe no orders.' : '';
    if (error instanceof NotWellError)
      return new NotWellError(`${error.message}\nMend that, then run ${command}.${owed}`, { cause: error });
    if (!signal.aborted) return error;
    const how = `Stage ${name} is deployed; stopped before it was stable.`;
    return new StepGoesOnError(`${how} To wait for that, run ${command}.${owed}`, { cause: error });
  }

  /** Says, if it fails, why and how to see what is deployed then. */
  async #deploy(): Promise<void> {
    try {
      await this.#options.cdk.deploy();
    } catch (error) {
      if (!(error instanceof CdkError)) throw error;
      const stack = stackNameIn(this.#options.settings.environmentName, this.to.stack);
      const why = await whyStackFailed(this.#aws, stack);
      const status = `See what is deployed now: ${this.statusCommand}`;
      throw new CdkError([error.message, ...(why === undefined ? [] : [why]), status].join('\n'));
    }
  }

  /**
   * @returns undefined where the present stage is not well, and the step goes back from it
   * @throws NotWellError, CannotTakeOverError
   */
  async #readingsBefore(
    { direction, to, monolithTag }: StepPlan,
    stack: DeployedStack,
    from: Stage,
    wait: Wait,
  ): Promise<StageReadings | undefined> {
    if (direction === 'forwards') return this.#waitUntilWell(stack, from, wait);
    const readings = await this.readings(stack, from);
    const problems = whatIsNotWell(readings);
    if (problems.length === 0) return readings;
    const missing = whatCannotTakeOver(readings, to, monolithTag);
    if (missing.length > 0) throw new CannotTakeOverError(to.name, missing);
    wait.note(`Stage ${from.name} is not well:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    return undefined;
  }

  #waitUntilWell(stack: DeployedStack, stage: Stage, wait: Wait): Promise<StageReadings> {
    return waitUntilWell(stage.name, () => this.readings(stack, stage), wait, this.pollMs);
  }

  #problemOfHq(hq: DeployedStack | undefined): string | undefined {
    if (this.#options.settings.instructor) return undefined;
    if (this.#stateOf(hq).is !== 'absent') return this.#problemOf(hq);
    return `Interstella HQ is not deployed in this account. Deploy it first:\n  ${this.commandFor('hq')}\nor name an instructor's with -c topicArnPrefix=… and -c apiEndpoint=…`;
  }

  /** Why no step can be taken from what is there of a stack. */
  #problemOf(stack: DeployedStack | undefined): string | undefined {
    const state = this.#stateOf(stack);
    if ('problem' in state) return state.problem;
    if (state.is === 'absent' || stack?.stage) return undefined;
    const said = stack?.outputs.Stage;
    const what = said === undefined ? 'it has no output Stage' : `its output Stage is ${said}`;
    return `The stack ${stack?.name ?? ''} is none of this kit's stages (${what}). Choose another --environment-name, or delete it.`;
  }

  #stateOf(stack: DeployedStack | undefined): StackState {
    return stateOf(stack, this.#options.settings.environmentName);
  }
}

function requireNotStopped({ signal }: Wait): void {
  if (signal.aborted) throw new StoppedError('Stopped before cdk began to deploy.');
}

/** What run-task started is no part of any stack, and would go on. */
function leavesTasksByHand({ from, to }: StepPlan): boolean {
  const isByHand = ({ runBy }: StageTask) => runBy === 'run-task';
  return from?.tasks.some(isByHand) === true && !to.tasks.some(isByHand);
}
