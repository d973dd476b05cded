import { HqClient } from '@interstella/hq/client';
import { DEFAULT_ENVIRONMENT_NAME, STAGES, type Stage } from '@interstella/infra/stages';
import { type ChangeEvent, type ChangeResult, PlatformClient } from '@interstella/local/platform';
import type { Template } from '@interstella/local/platform/template';
import { judgeStep, type OrdersAcross } from '@interstella/migration/gate/judge-step.ts';
import { type Direction, takesOrders, wayTo } from '@interstella/migration/gate/way.ts';
import { imageCatalogue } from '@interstella/images/image-catalogue.ts';
import type { RunningKit } from '../kit/running-kit.ts';
import { patient } from '../migration/patient.ts';
import { tellIfSlow } from '@interstella/terminal/tell-if-slow.ts';
import { UsageError } from '@interstella/libs/errors';
import { awaitNewOrder, messageOfHq } from './await-new-order.ts';
import { passGate } from './local-gate.ts';
import { type Context, localTemplate } from '@interstella/migration/assembly/local-template.ts';
import { monolithTagIn, runningTagOf } from './monolith-tag.ts';
import { hasMoreFrom, openFrom, type OwnReport } from './new-orders.ts';
import { StepGoesOnError, type StepTaken } from './step-taken.ts';
import { summarizeSwitch } from './switch-summary.ts';

interface Ends extends OrdersAcross {
  readonly from: Stage;
  readonly to: Stage;
  readonly direction: Direction;
  readonly template: Template;
  /** What is deployed now. */
  readonly before: Template | undefined;
  /** Of the platform, which the step was planned at: it is taken from no other. */
  readonly revision: number;
}

export interface LocalStepParts {
  readonly ends: Ends;
  readonly participant: string;
  readonly platform: Pick<PlatformClient, 'state' | 'takeTraffic' | 'deploy'>;
  readonly hq: Pick<HqClient, 'report' | 'open' | 'close' | 'generator'>;
  /** Told when HQ takes its time. */
  readonly onSlowHq: () => void;
  /** How long HQ is asked again that does not answer, in milliseconds. @default 20 s */
  readonly hqLimitMs?: number;
}

/** After a sleep, HQ may be awake before its DynamoDB. */
const HQ_LIMIT_MS = 20_000;

const CHANGED =
  'Another stage was deployed meanwhile, or this one again. This run changed nothing; start it again.';

/** One step of the migration in the kit that runs on this machine. */
export class LocalStep {
  readonly ends: Ends;
  readonly #participant: string;
  readonly #platform: LocalStepParts['platform'];
  readonly #hq: LocalStepParts['hq'];
  /** Only for calls that change nothing when they are repeated. */
  readonly #ask: <T>(signal: AbortSignal, call: () => Promise<T>) => Promise<T>;

  constructor({ ends, participant, platform, hq, onSlowHq, hqLimitMs = HQ_LIMIT_MS }: LocalStepParts) {
    this.ends = ends;
    this.#participant = participant;
    this.#platform = platform;
    this.#hq = hq;
    this.#ask = (signal, call) => tellIfSlow(patient(call, hqLimitMs, signal), onSlowHq);
  }

  /**
   * The step from what is deployed to a stage; nothing is done yet.
   *
   * @param wrongOrder whether a monolith may be deployed that leaves a resource to nobody
   * @param onSlowHq told whenever HQ takes its time
   * @throws UsageError if it is further away than one step, or leaves a resource to nobody, or something is being changed
   */
  static async to(
    kit: RunningKit,
    to: Stage,
    context: Context,
    wrongOrder: boolean,
    onSlowHq: () => void,
  ): Promise<LocalStep> {
    const platform = platformOf(kit);
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
    const hq = new HqClient({ url: kit.hqUrl, adminKey: kit.adminKey });
    const direction = way.step;
    const tags = { runningTag: runningTagOf(tasks), monolithTag: monolithTagIn(template) };
    const orders = judgeStep({ from, to, direction, ...tags, wrongOrder });
    const ends = { from, to, direction, template, before, revision, ...orders };
    return new LocalStep({ ends, participant: kit.participant, platform, hq, onSlowHq });
  }

  /**
   * Waits until nothing is open that this step would leave behind. Before a step after which nobody takes orders, HQ owes
   * none from now on, and all that it owed must be fulfilled; if it comes to nothing, HQ owes orders as before.
   *
   * @param show told in one line what still holds the gate
   * @param explain told once, where it holds for long, which orders hold it and what to do
   * @throws GateHoldsError
   */
  async waitForOldOrders(
    limitMs: number,
    show: (text: string) => void,
    signal: AbortSignal,
    explain?: (text: string) => void,
  ): Promise<void> {
    const { isGated, leavesOrders } = this.ends;
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
   * Takes the step, and says what the ledger and the load balancer saw meanwhile; and where orders are made, what became
   * of the first after it.
   *
   * @throws StepGoesOnError if the signal comes when it has begun; it is not begun after the signal
   */
  async take(hear: (event: ChangeEvent) => void, signal: AbortSignal): Promise<StepTaken> {
    const { from, to } = this.ends;
    const { before, result } = await this.#orAsBefore(signal, async () => {
      await this.#platform.takeTraffic();
      const report = await this.#report(signal).finally(() => {
        signal.throwIfAborted();
      });
      return { before: report, result: await this.#deploy(hear, signal) };
    });
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
      const { template, revision } = this.ends;
      const onEvent = (event: ChangeEvent) => {
        hasBegun = true;
        hear(event);
        giveUp();
      };
      this.#platform
        .deploy(template, imageCatalogue(DEFAULT_ENVIRONMENT_NAME), onEvent, revision)
        .then(resolve, reject)
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
      if (!this.ends.leavesOrders || error instanceof StepGoesOnError) throw error;
      await this.#openAgain(signal).catch(() => {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`${why}\n${noOrders(this.ends.from)}`, { cause: error });
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
    if (changing && revision !== this.ends.revision) return;
    if (takesOrders(STAGES.find(({ name }) => name === stage))) await this.#open(signal);
  }

  /** @throws Error if another deployment has begun since the step was planned */
  async #requireUnchanged(): Promise<void> {
    if ((await this.#platform.state()).revision !== this.ends.revision) throw new Error(CHANGED);
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

export function platformOf({ platformUrl: url, platformKey: key }: RunningKit): PlatformClient {
  return new PlatformClient({ url, key });
}

function noOrders({ name }: Stage): string {
  return `Interstella HQ may owe this stage no orders now. When it answers again: npx interstella stage ${name}`;
}

function wayText(stages: readonly Stage[], from: Stage): string {
  const to = stages.at(-1)?.name ?? '';
  const commands = stages.map(({ name }) => `  npx interstella stage ${name}`).join('\n');
  return `Stage ${to} is ${stages.length} steps away from ${from.name}, which is up. Take one at a time:\n${commands}`;
}
