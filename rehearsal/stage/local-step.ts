import type { HqClient } from '@interstella/hq/client';
import { type Stage, STAGES } from '@interstella/infra/stages';
import { messageOf, UsageError } from '@interstella/libs/errors';
import {
  type ChangeEvent,
  type ChangeResult,
  type PlatformClient,
  PlatformError,
} from '@interstella/local/platform';
import type { ImageCatalogue } from '@interstella/local/platform/tasks';
import { takesOrders } from '@interstella/migration/gate/way.ts';
import { tellIfSlow } from '@interstella/terminal/tell-if-slow.ts';
import { awaitNewOrder, messageOfHq } from './await-new-order.ts';
import { passGate } from './local-gate.ts';
import { hasMoreFrom, openFrom, type OwnReport } from './new-orders.ts';
import type { StepPlan } from './plan-step.ts';
import { retryHq } from './retry-hq.ts';
import { NotTakenError, StepGoesOnError, type StepTaken } from './step-taken.ts';
import { summarizeSwitch } from './switch-summary.ts';

/** The kit that a step is taken in. */
export interface StepPlace {
  readonly participant: string;
  readonly platform: Pick<PlatformClient, 'state' | 'takeTraffic' | 'deploy'>;
  readonly hq: Pick<HqClient, 'report' | 'open' | 'close' | 'generator'>;
  /** What runs for each image. */
  readonly catalogue: ImageCatalogue;
  /** Called when HQ takes its time. */
  readonly onSlowHq: () => void;
  /** How long HQ is asked again that does not answer, in milliseconds. @default 20 s */
  readonly hqLimitMs?: number;
}

/** A deployment that has ended. */
interface Deployed {
  readonly result: ChangeResult;
  /** The report from right before it. */
  readonly before: OwnReport;
}

/** After a sleep, HQ may be awake before its DynamoDB. */
const HQ_LIMIT_MS = 20_000;

const CHANGED =
  'Another stage was deployed meanwhile, or this one again. This run changed nothing; start it again.';

/** One step of the migration in a kit that runs: `interstella stage` takes it, and so does a whole migration. */
export class LocalStep {
  readonly plan: StepPlan;
  readonly #participant: string;
  readonly #platform: StepPlace['platform'];
  readonly #hq: StepPlace['hq'];
  readonly #catalogue: ImageCatalogue;
  /** Only for calls that change nothing when they are repeated. */
  readonly #ask: <T>(signal: AbortSignal, call: () => Promise<T>) => Promise<T>;

  constructor(plan: StepPlan, place: StepPlace) {
    const { hqLimitMs = HQ_LIMIT_MS, onSlowHq } = place;
    this.plan = plan;
    this.#participant = place.participant;
    this.#platform = place.platform;
    this.#hq = place.hq;
    this.#catalogue = place.catalogue;
    this.#ask = (signal, call) => tellIfSlow(retryHq(call, hqLimitMs, signal), onSlowHq);
  }

  /**
   * Waits until nothing is open that this step would leave behind. Before a step after which nobody takes orders, HQ owes
   * none from now on, and all that it owed must be fulfilled; if it comes to nothing, HQ owes orders as before.
   *
   * @param show told in one line what still holds the gate
   * @param explain told once, where it holds for long, which orders hold it and what to do
   * @throws GateHoldsError, NotTakenError
   */
  async waitForOldOrders(
    limitMs: number,
    show: (text: string) => void,
    signal: AbortSignal,
    explain?: (text: string) => void,
  ): Promise<void> {
    const { isGated, leavesOrders } = this.plan;
    const hq = this.#unlessChanged(signal);
    const gate = { hq, participant: this.#participant, limitMs, show, explain, signal };
    if (isGated) await passGate({ ...gate, since: await this.#stableSince(), last: false });
    if (!leavesOrders) return;
    await this.#requireUnchanged();
    await this.#orAsBefore(signal, async () => {
      await this.#ask(signal, () => this.#hq.close(this.#participant));
      await passGate({ ...gate, last: true });
    });
  }

  /**
   * Deploys the step, then says what the ledger and the load balancer saw meanwhile; and where orders are made, what became
   * of the first after it.
   *
   * @throws StepGoesOnError if the signal comes when it has begun; it is not begun after the signal
   * @throws NotTakenError
   */
  async take(hear: (event: ChangeEvent) => void, signal: AbortSignal): Promise<StepTaken> {
    return this.#account(await this.deploy(hear, signal), signal);
  }

  /** The deployment alone. @throws StepGoesOnError, NotTakenError as {@link take} */
  deploy(hear: (event: ChangeEvent) => void, signal: AbortSignal): Promise<Deployed> {
    return this.#orAsBefore(signal, async () => {
      await this.#platform.takeTraffic();
      const before = await this.#report(signal).finally(() => {
        signal.throwIfAborted();
      });
      return { before, result: await this.#deploy(hear, signal) };
    });
  }

  async #account({ before, result }: Deployed, signal: AbortSignal): Promise<StepTaken> {
    const { from, to } = this.plan;
    const isThere = result.outcome === 'done' ? to : from;
    try {
      if (takesOrders(isThere)) await this.#open(signal);
      const after = await this.#report(signal);
      const summary = summarizeSwitch(before.own, after.own, await this.#platform.takeTraffic());
      const hq = { generator: () => this.#ask(signal, () => this.#hq.generator()) };
      const { last, ...seen } = takesOrders(isThere)
        ? await awaitNewOrder({ hq, report: () => this.#report(signal), after, signal })
        : { last: after };
      const { asOf } = before;
      const old = { stillOpen: openFrom(last, asOf), moreOpen: hasMoreFrom(last, asOf) };
      return { result, summary, ...seen, ...old, red: last.own.red };
    } catch (error) {
      return { result, summary: undefined, red: false, unknown: messageOfHq(error) };
    }
  }

  #deploy(hear: (event: ChangeEvent) => void, signal: AbortSignal): Promise<ChangeResult> {
    return new Promise((resolve, reject) => {
      let hasBegun = false;
      const giveUp = () => {
        if (hasBegun && signal.aborted) reject(new StepGoesOnError('The step goes on.'));
      };
      signal.addEventListener('abort', giveUp);
      const { template, revision } = this.plan;
      const onEvent = (event: ChangeEvent) => {
        hasBegun = true;
        hear(event);
        giveUp();
      };
      this.#platform
        .deploy(template, this.#catalogue, onEvent, revision)
        .then(resolve, (error: unknown) => {
          const isRefused = error instanceof PlatformError && error.status === 409;
          reject(isRefused ? new NotTakenError(error.message, { cause: error }) : (error as Error));
        })
        .finally(() => {
          signal.removeEventListener('abort', giveUp);
        });
    });
  }

  /** Does what comes before the step goes on; if that fails, HQ owes orders again. */
  async #orAsBefore<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!this.plan.leavesOrders || error instanceof StepGoesOnError) throw error;
      await this.#openAgain(signal).catch(() => {
        throw new Error(`${messageOf(error)}\n${noOrders(this.plan.from)}`, { cause: error });
      });
      throw error;
    }
  }

  /**
   * For the stage that is up by now, which somebody else may have deployed meanwhile. While they are at it, whether HQ owes
   * orders is their business: it does when a step has ended at a stage that takes them.
   */
  async #openAgain(signal: AbortSignal): Promise<void> {
    const { stage, revision, changing } = await this.#platform.state();
    if (changing && revision !== this.plan.revision) return;
    if (takesOrders(STAGES.find(({ name }) => name === stage))) await this.#open(signal);
  }

  /** @throws NotTakenError if another deployment has begun since the step was planned */
  async #requireUnchanged(): Promise<void> {
    if ((await this.#platform.state()).revision !== this.plan.revision) throw new NotTakenError(CHANGED);
  }

  /** HQ, asked only as long as what the step was planned from is there: nobody waits for what is refused then. */
  #unlessChanged(signal: AbortSignal): Pick<HqClient, 'report'> {
    return {
      report: (query) =>
        this.#ask(signal, async () => {
          await this.#requireUnchanged();
          return this.#hq.report(query);
        }),
    };
  }

  async #stableSince(): Promise<Date> {
    const { stableSince } = await this.#platform.state();
    if (stableSince === undefined) throw new UsageError('Something is being changed meanwhile. Try again.');
    return new Date(stableSince);
  }

  async #report(signal: AbortSignal): Promise<OwnReport> {
    const participant = this.#participant;
    const { asOf, participants } = await this.#ask(signal, () => this.#hq.report({ participant }));
    const [own] = participants;
    if (!own) throw new Error(`Interstella HQ's report says nothing of ${participant}.`);
    return { asOf, own };
  }

  #open(signal: AbortSignal) {
    return this.#ask(signal, () => this.#hq.open(this.#participant));
  }
}

function noOrders({ name }: Stage): string {
  return `Interstella HQ may owe this stage no orders now. When it answers again: npx interstella stage ${name}`;
}
