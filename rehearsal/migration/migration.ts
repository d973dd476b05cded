import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from '@interstella/infra/stages';
import type { ChangeEvent, ChangeResult } from '@interstella/local/platform';
import type { ImageCatalogue } from '@interstella/local/platform/tasks';
import type { FaultMark } from '../faults/fault-record.ts';
import { localTemplate } from '@interstella/migration/assembly/local-template.ts';
import type { Wait } from '@interstella/migration/gate/wait-at-gate.ts';
import { planStep } from '@interstella/migration/step/plan-step.ts';
import { Step } from '@interstella/migration/step/step.ts';
import { NotTakenError } from '@interstella/migration/step/step-taken.ts';
import { drain } from '../kit/drain.ts';
import { type Hear, localMember, LocalPlace } from '../stage/local-place.ts';
import { FailureLog } from './failure-log.ts';
import type { FaultScript, PathStep } from './fault-script.ts';
import { imagesOf } from './images-of.ts';
import type { Rehearsed } from './rehearsed-in.ts';
import type { MigrationResult, TaskKind, StageTurn } from './result.ts';
import { serviceAnswers } from './service-answers.ts';
import type { Show } from './start-up.ts';
import { failureOf, whyNotTaken } from './step-failures.ts';
import { verifyMigration } from './verify-migration.ts';
import { Witness, type WitnessCounts } from './witness.ts';

export interface MigrationOptions {
  /** The first is up already. */
  readonly path: readonly Stage[];
  /** Orders per second. */
  readonly rate: number;
  readonly tasks: TaskKind;
  /** How long a stage is left to work after it is stable, in milliseconds. */
  readonly holdMs: number;
  /** How long a step may wait for old orders, in milliseconds. */
  readonly gateLimitMs: number;
  /** How long the last orders may take, in milliseconds. */
  readonly drainLimitMs: number;
  /** What runs for each image. */
  readonly catalogue: ImageCatalogue;
  readonly script?: FaultScript | undefined;
  /** All that was broken on purpose until now, by the script or by hand. */
  readonly faults: () => readonly FaultMark[];
  /** Where the services' logs are. */
  readonly logFolder: string;
}

const LIVE_EVERY_MS = 500;
const WITNESS_LIMIT_MS = 15_000;
const POLL_MS = 50;

/** The whole way from stage to stage, under load, in the kit that runs. */
export class Migration {
  readonly #kit: Rehearsed;
  readonly #options: MigrationOptions;
  readonly #startedAt: number;
  readonly #turns: StageTurn[] = [];
  /** How many requests had failed when each turn began. */
  readonly #failedBefore: number[] = [];
  readonly #failedSteps: string[] = [];
  /** Aborted when it is closed: nobody waits at a gate any more. */
  readonly #over = new AbortController();
  #flowsSince = 0;
  #witness: Witness | undefined;
  #log: FailureLog | undefined;

  /** @param startedAt when the cold start began, in milliseconds since 1970 */
  constructor(kit: Rehearsed, options: MigrationOptions, startedAt: number) {
    this.#kit = kit;
    this.#options = options;
    this.#startedAt = startedAt;
  }

  /** A step has failed: there is no going on. */
  get isStuck(): boolean {
    return this.#failedSteps.length > 0;
  }

  /** How many requests have failed at the load balancer until now. */
  async failedRequests(): Promise<number> {
    const [, log] = this.#begun();
    await log.ask();
    return log.total;
  }

  /** What somebody who hears every order that is published has seen until now. */
  get witnessed(): WitnessCounts {
    const [witness] = this.#begun();
    return witness.counts;
  }

  /** Lets orders flow in the first stage. */
  async begin(show: Show): Promise<void> {
    const { endpoint, ordersTopicArn, platform, hq } = this.#kit;
    this.#witness = await Witness.start(endpoint, ordersTopicArn);
    this.#log = new FailureLog(() => platform.takeTraffic());
    const now = Date.now();
    await this.#addTurn(this.#options.path[0]?.name ?? '', [this.#startedAt, this.#startedAt, now]);
    await hq.setGenerator({ rate: this.#options.rate, paused: false });
    this.#flowsSince = Date.now();
    await this.#hold(this.#options.holdMs, show);
  }

  /** Takes one step; whether it failed, `isStuck` says. @throws if the kit does not answer any more */
  async step(step: PathStep, show: Show): Promise<void> {
    const { script, holdMs } = this.#options;
    const begunAt = Date.now();
    const failedBefore = await this.failedRequests();
    await script?.asked(step);
    let openedAt: number;
    let result: ChangeResult;
    try {
      const taken = await this.#plan(step, show);
      const wait: Wait = {
        limitMs: this.#options.gateLimitMs,
        signal: this.#over.signal,
        show: (text) => {
          script?.held(step, text);
          show(text);
        },
        note: () => undefined,
      };
      await taken.waitForOldOrders(wait);
      await taken.stopOrders(wait);
      openedAt = Date.now();
      result = await this.#deploy(taken, step, show);
    } catch (error) {
      const reason = whyNotTaken(step, error);
      if (this.#over.signal.aborted || reason === undefined) throw error;
      this.#failedSteps.push(reason);
      return;
    }
    if (result.outcome !== 'done') {
      this.#failedSteps.push(failureOf(step, result));
      return;
    }
    await this.#addTurn(step.to.name, [begunAt, openedAt, Date.now()], failedBefore);
    await this.#hold((await script?.stable(step)) ?? holdMs, show);
  }

  /** Makes no more orders and waits for those in flight; verifies what became of all of them. */
  async finish(show: Show): Promise<MigrationResult> {
    const { hq, participant } = this.#kit;
    const { drainLimitMs, rate, tasks, script, faults, logFolder } = this.#options;
    const [witness, log] = this.#begun();
    const flowedMs = Date.now() - this.#flowsSince;
    show('waiting for the orders in flight');
    const pausedAt = Date.now();
    await drain(hq, drainLimitMs);
    const endedAt = Date.now();
    const scenarios = (await script?.results()) ?? [];
    show('counting every order again');
    const report = await hq.report({ participant, audit: true });
    await this.#untilWitnessed(witness, report.participants[0]?.published ?? 0);
    await log.end();
    await log.ask();
    return verifyMigration({
      ...{ hq, participant, report, log, rate, tasks, flowedMs, endedAt, scenarios },
      waitedMs: endedAt - pausedAt,
      answers: log.total > 0 ? await serviceAnswers(logFolder, this.#startedAt) : [],
      witnessed: witness.orderIds,
      startedAt: this.#startedAt,
      turns: this.#turns.map((turn, index) => ({
        ...turn,
        failedRequests:
          (this.#failedBefore[index + 1] ?? log.total) - (index === 0 ? 0 : (this.#failedBefore[index] ?? 0)),
      })),
      faults: faults(),
      failedSteps: this.#failedSteps,
    });
  }

  /** Ends what this started; whatever has happened before. */
  async close(): Promise<void> {
    this.#over.abort();
    await this.#log?.end().catch(() => undefined);
    await this.#witness?.close();
  }

  async #plan({ from, to }: PathStep, show: Show): Promise<Step<Hear>> {
    const { hq, platform, participant } = this.#kit;
    const { catalogue, gateLimitMs } = this.#options;
    const place = new LocalPlace({ to, platform, catalogue, synthesize: () => localTemplate(to, {}) });
    const plan = await planStep(place);
    if (plan.from !== from)
      throw new NotTakenError(`Stage ${plan.from?.name ?? ''} is up instead of ${from.name}.`);
    const onSlowHq = () => {
      show('waiting for an answer of Interstella HQ');
    };
    // HQ may be down on purpose, for as long as a gate may hold.
    return new Step(plan, place, localMember(hq, participant), { onSlowHq, hqLimitMs: gateLimitMs });
  }

  async #deploy(taken: Step<Hear>, step: PathStep, show: Show): Promise<ChangeResult> {
    const { script } = this.#options;
    let begun: Promise<void> | undefined;
    try {
      const hear = (event: ChangeEvent) => {
        if (event.event === 'begin') begun ??= script?.begun(step);
        // It may fail long before the deployment has ended.
        begun?.catch(() => undefined);
        if (event.event === 'note') show(event.text);
      };
      return (await taken.deploy(hear, this.#over.signal)).result;
    } finally {
      await begun;
    }
  }

  async #addTurn(
    stage: string,
    [begunAt, openedAt, stableAt]: readonly [number, number, number],
    failedBefore = 0,
  ): Promise<void> {
    const images = imagesOf(await this.#kit.platform.state());
    this.#turns.push({ stage, images, begunAt, openedAt, stableAt, failedRequests: 0 });
    this.#failedBefore.push(failedBefore);
  }

  async #hold(ms: number, show: Show): Promise<void> {
    const until = Date.now() + ms;
    do {
      const [, log] = this.#begun();
      const status = await this.#kit.hq.generator().catch(() => undefined);
      const made = status ? `${status.made} orders made` : 'HQ does not answer';
      show(`${made}, ${log.requests} requests, ${log.total} failed`);
      await delay(Math.min(LIVE_EVERY_MS, Math.max(0, until - Date.now())));
    } while (Date.now() < until);
  }

  async #untilWitnessed(witness: Witness, published: number): Promise<void> {
    const deadline = Date.now() + WITNESS_LIMIT_MS;
    while (witness.orderIds.size < published && Date.now() < deadline) await delay(POLL_MS);
  }

  #begun(): [Witness, FailureLog] {
    if (!this.#witness || !this.#log) throw new Error('The migration has not begun.');
    return [this.#witness, this.#log];
  }
}
