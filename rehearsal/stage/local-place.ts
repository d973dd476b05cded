import { once } from 'node:events';
import type { HqClient } from '@interstella/hq/client';
import { type Stage, STAGES } from '@interstella/infra/stages';
import {
  type ChangeEvent,
  type ChangeResult,
  type PlatformClient,
  PlatformError,
} from '@interstella/local/platform';
import type { ImageCatalogue } from '@interstella/local/platform/tasks';
import type { Template } from '@interstella/local/platform/template';
import { describeChange } from '@interstella/migration/diff/describe-change.ts';
import type { MonolithTags } from '@interstella/migration/gate/judge-step.ts';
import type { Deployed, Member, Place, StepPlan } from '@interstella/migration/step/place.ts';
import { NotTakenError, StepGoesOnError } from '@interstella/migration/step/step-taken.ts';
import { monolithTagIn, runningTagOf } from './monolith-tag.ts';

export interface LocalPlaceOptions {
  readonly to: Stage;
  readonly platform: Pick<PlatformClient, 'state' | 'template' | 'takeTraffic' | 'deploy'>;
  /** What runs for each image. */
  readonly catalogue: ImageCatalogue;
  /** Of the stage; called once, when it is known that the step can be taken. */
  readonly synthesize: () => Promise<Template>;
}

export type Hear = (event: ChangeEvent) => void;

/** Commands for a kit on this machine. */
export const LOCAL_COMMANDS = {
  commandFor: (stage: string) => `npx interstella stage ${stage}`,
  statusCommand: 'npx interstella status',
  redrive: 'npx interstella redrive',
  republish: 'npx interstella hq republish',
} as const;

/** The participant of a kit on this machine, with the kit's own HQ. */
export function localMember(hq: HqClient, participant: string): Member {
  // HQ is one process here: when it answers that a participant is closed, it has recorded what it made before.
  return { hq, participant, isOurs: true, remedies: LOCAL_COMMANDS, recordedWithinMs: 0 };
}

/** The kit that runs on this machine, for a step to one stage. */
export class LocalPlace implements Place<Hear> {
  readonly to: Stage;
  readonly commandFor = LOCAL_COMMANDS.commandFor;
  readonly statusCommand = LOCAL_COMMANDS.statusCommand;
  readonly pollMs = 250;
  readonly newOrderLimitMs = 5_000;
  readonly #options: LocalPlaceOptions;
  #template: Promise<Template> | undefined;

  constructor(options: LocalPlaceOptions) {
    this.to = options.to;
    this.#options = options;
  }

  async deployed(): Promise<Deployed> {
    const { stage: name, changing, revision } = await this.#options.platform.state();
    const stage = STAGES.find((one) => one.name === name);
    const none = stage ? undefined : 'No stage is up yet. Wait until `npm start` says so.';
    const problem = changing
      ? `Something is being changed already (${changing.what}, since ${changing.since}). Wait until that has ended.`
      : none;
    return { stage, revision, problem };
  }

  async monolithTags(): Promise<MonolithTags> {
    const { tasks } = await this.#options.platform.state();
    return { runningTag: runningTagOf(tasks), monolithTag: monolithTagIn(await this.#toDeploy()) };
  }

  /** What the step changes, in sentences. */
  async changes(): Promise<readonly string[]> {
    const before = (await this.#options.platform.template()) as Template | undefined;
    return describeChange(before, await this.#toDeploy());
  }

  async stableSince(): Promise<Date> {
    const { stableSince } = await this.#options.platform.state();
    if (stableSince === undefined)
      throw new NotTakenError('Something is being changed meanwhile. Try again.');
    return new Date(stableSince);
  }

  /** @throws StepGoesOnError if the signal comes when it has begun */
  async deploy({ revision }: StepPlan, hear: Hear, signal: AbortSignal): Promise<ChangeResult> {
    const { platform, catalogue } = this.#options;
    const template = await this.#toDeploy();
    signal.throwIfAborted();
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const goesOn = Promise.all([begun, once(signal, 'abort')]).then((): never => {
      throw new StepGoesOnError(`The step goes on; see \`${this.statusCommand}\`.`);
    });
    const onEvent = (event: ChangeEvent) => {
      begin();
      hear(event);
    };
    const deploying = platform.deploy(template, catalogue, onEvent, revision).catch((error: unknown) => {
      const isRefused = error instanceof PlatformError && error.status === 409;
      throw isRefused ? new NotTakenError(error.message, { cause: error }) : error;
    });
    return Promise.race([deploying, goesOn]);
  }

  takeTraffic() {
    return this.#options.platform.takeTraffic();
  }

  #toDeploy(): Promise<Template> {
    return (this.#template ??= this.#options.synthesize());
  }
}
