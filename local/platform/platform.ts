import { messageOf } from '@interstella/libs/errors';
import type { Deployment } from './deployment/index.ts';
import { carryOut, type LeftBehind, type StepActions } from './carry-out.ts';
import type { ChangeEvent, ChangeResult } from './events.ts';
import { emptyLike, mergeDeployments } from './merge-deployments.ts';
import { type Phase, planChange, withLeftBehind } from './plan.ts';
import { Refusal } from './refusal.ts';
import { stepOf, subscriptionStep } from './steps.ts';
import type { ImageCatalogue } from './tasks/process-driver.ts';

/** What somebody wants deployed. */
export interface Wanted {
  /** As `cdk synth` writes it, parsed; kept to compare the next one with it. */
  readonly template: unknown;
  readonly deployment: Deployment;
  readonly catalogue: ImageCatalogue;
}

type Tell = (event: ChangeEvent) => void;

/** The images that can be run now: those of the change under way, or of what is deployed. */
export interface Images {
  catalogue: ImageCatalogue;
}

export interface PlatformParts {
  readonly actions: StepActions;
  /** What tasks are started from; set before anything is. */
  readonly images: Images;
  readonly now: () => Date;
}

/**
 * What is deployed on this machine, and its changes, one at a time. A change that fails is rolled back as a whole, as
 * CloudFormation does.
 */
export class Platform {
  readonly #parts: PlatformParts;
  #applied: Wanted | undefined;
  /** What there is, also in the midst of a change and after one that could not even be rolled back. */
  #actual: Deployment | undefined;
  /** Of what of it nobody knows how it is: a change of it failed, and could not be taken back or carried through. */
  #doubtful: ReadonlySet<string> = new Set();
  #changing: { readonly what: string; readonly since: string } | undefined;
  #stableSince: string | undefined;
  #revision = 0;
  #tell: Tell = () => undefined;
  /** The only step there is. */
  #acting: string | undefined;

  constructor(parts: PlatformParts) {
    this.#parts = parts;
  }

  get applied(): Wanted | undefined {
    return this.#applied;
  }

  get changing(): { readonly what: string; readonly since: string } | undefined {
    return this.#changing;
  }

  /** When the last change ended; undefined before the first, and while one is under way. */
  get stableSince(): string | undefined {
    return this.#changing ? undefined : this.#stableSince;
  }

  /** How many deployments were begun until now, whatever came of them. */
  get revision(): number {
    return this.#revision;
  }

  /** Tells the follower of the change under way, if there is one, what happens to a service or to a task by itself. */
  note(group: string, text: string): void {
    this.#tell({ event: 'note', step: this.#acting ?? stepOf(group), text });
  }

  /**
   * @param plannedAt the {@link revision} that the caller has seen; undefined where it does not matter
   * @throws Refusal while something else is being changed, or if something else was deployed since
   */
  async deploy(wanted: Wanted, tell: Tell, plannedAt?: number): Promise<ChangeResult> {
    this.#refuseUnlessAt(plannedAt);
    return this.#exclusively(`to stage ${wanted.deployment.stage}`, tell, () => this.#update(wanted, tell));
  }

  /**
   * Does one thing that no template says, such as running a task.
   *
   * @throws Refusal while something else is being changed
   */
  act(step: string, title: string, work: () => Promise<void>, tell: Tell): Promise<ChangeResult> {
    return this.#exclusively(title, tell, async () => {
      this.#acting = step;
      tell({ event: 'plan', steps: [{ id: step, title }] });
      tell({ event: 'begin', step });
      try {
        await work();
      } catch (error) {
        const reason = messageOf(error);
        tell({ event: 'fail', step, reason });
        return { outcome: 'failed', reason, leftBehind: [] };
      }
      tell({ event: 'end', step });
      return { outcome: 'done', leftBehind: [] };
    });
  }

  async #exclusively(what: string, tell: Tell, work: () => Promise<ChangeResult>): Promise<ChangeResult> {
    this.#refuseIfChanging();
    this.#changing = { what, since: this.#parts.now().toISOString() };
    this.#tell = tell;
    try {
      return await work();
    } finally {
      this.#changing = undefined;
      this.#acting = undefined;
      this.#stableSince = this.#parts.now().toISOString();
      this.#tell = () => undefined;
    }
  }

  /** @throws Refusal */
  #refuseIfChanging(): void {
    if (!this.#changing) return;
    const { what, since } = this.#changing;
    throw new Refusal(
      409,
      `Something is being changed already (${what}, since ${since}). Wait until that has ended.`,
    );
  }

  /** @throws Refusal while something is being changed, or at another revision, if that matters */
  #refuseUnlessAt(revision: number | undefined): void {
    this.#refuseIfChanging();
    if (revision === undefined || revision === this.#revision) return;
    const stage = this.#applied?.deployment.stage ?? 'no stage';
    throw new Refusal(
      409,
      `Something was deployed meanwhile; it is at ${stage} now. This run changed nothing; start it again.`,
    );
  }

  async #update(wanted: Wanted, tell: Tell): Promise<ChangeResult> {
    const before = this.#actual;
    const missing = await this.#missing(before?.subscriptions ?? []);
    this.#doubtful = new Set([...this.#doubtful, ...missing]);
    this.#revision += 1;
    const phases = planChange({ deployment: before, doubtful: this.#doubtful }, wanted.deployment);
    this.#parts.images.catalogue = wanted.catalogue;
    this.#actual = before ? mergeDeployments(before, wanted.deployment) : wanted.deployment;
    tell(planOf(phases));
    try {
      const leftBehind = await carryOut(phases, this.#parts.actions, tell);
      this.#applied = wanted;
      return { outcome: 'done', leftBehind: this.#settle(wanted.deployment, leftBehind) };
    } catch (error) {
      return await this.#rollBack(this.#actual, phases, messageOf(error), tell);
    }
  }

  /** The steps that make those again which somebody removed by hand. @throws Refusal if they cannot be looked up */
  async #missing(subscriptions: Deployment['subscriptions']): Promise<readonly string[]> {
    try {
      const missing = await this.#parts.actions.missing(subscriptions);
      return missing.map((one) => subscriptionStep('subscribe', one).id);
    } catch (error) {
      const reason = messageOf(error);
      throw new Refusal(
        503,
        `SNS does not say which subscriptions there are: ${reason}. This run changed nothing; start it again when SNS answers.`,
      );
    }
  }

  async #rollBack(
    from: Deployment,
    failed: readonly Phase[],
    reason: string,
    tell: Tell,
  ): Promise<ChangeResult> {
    this.#parts.images.catalogue = this.#applied?.catalogue ?? {};
    const goal = this.#applied?.deployment ?? emptyLike(from);
    const phases = planChange({ deployment: from, doubtful: this.#doubtful }, goal);
    tell(planOf(phases, reason));
    try {
      const leftBehind = await carryOut(phases, this.#parts.actions, tell);
      return { outcome: 'rolledBack', reason, leftBehind: this.#settle(goal, leftBehind) };
    } catch (error) {
      this.#doubtful = new Set([...this.#doubtful, ...idsOf(failed), ...idsOf(phases)]);
      const again = `${reason} And it could not be rolled back: ${messageOf(error)}`;
      return { outcome: 'failed', reason: again, leftBehind: [] };
    }
  }

  /** What is left behind is there still, whether the next change wants it or takes it away. */
  #settle(reached: Deployment, leftBehind: readonly LeftBehind[]): readonly string[] {
    const steps = leftBehind.map(({ step }) => step);
    this.#actual = withLeftBehind(this.#actual ?? reached, reached, steps);
    this.#doubtful = new Set(steps.map(({ id }) => id));
    return leftBehind.map(({ message }) => message);
  }
}

function idsOf(phases: readonly Phase[]): readonly string[] {
  return phases.flatMap(({ steps }) => steps.map(({ id }) => id));
}

function planOf(phases: readonly Phase[], rollingBackBecause?: string): ChangeEvent {
  const steps = phases.flatMap((phase) => phase.steps.map(({ id, title }) => ({ id, title })));
  return { event: 'plan', steps, ...(rollingBackBecause === undefined ? {} : { rollingBackBecause }) };
}
