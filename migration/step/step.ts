import type { ConservationReport } from '@interstella/hq/client';
import type { Stage } from '@interstella/infra/stages';
import type { ChangeResult } from '@interstella/local/platform';
import type { TrafficInterval } from '@interstella/local/platform/load-balancer';
import { type GateVerdict, judgeGate, judgeLastGate, partOf } from '../gate/gate.ts';
import { type Wait, waitAtGate } from '../gate/wait-at-gate.ts';
import { takesOrders } from '../gate/way.ts';
import { askHq } from './ask-hq.ts';
import { awaitNewOrder, messageOfHq } from './await-new-order.ts';
import { hasMoreFrom, openFrom, type OwnReport } from './new-orders.ts';
import type { Member, Place, StepPlan } from './place.ts';
import { requireUnchanged } from './plan-step.ts';
import { StepGoesOnError, type StepTaken, StillClosedError } from './step-taken.ts';
import { summarizeSwitch } from './switch-summary.ts';

export interface StepOptions {
  /** Called when HQ takes its time. */
  readonly onSlowHq: () => void;
  /** How long HQ is asked again that does not answer, in milliseconds. @default 20 s */
  readonly hqLimitMs?: number;
}

/** A deployment that has ended. */
interface Deployment {
  readonly result: ChangeResult;
  /** The report from right before it. */
  readonly before: OwnReport | undefined;
}

/** After a sleep, HQ may be awake before its DynamoDB. */
const HQ_LIMIT_MS = 20_000;

/**
 * One step of the migration, wherever it is taken: `interstella stage`, `deploy` and `migrate` take it. In this order:
 * {@link waitForOldOrders}, {@link stopOrders}, {@link take}.
 */
export class Step<Hooks> {
  readonly plan: StepPlan;
  readonly #place: Place<Hooks>;
  /** Undefined where the step has nothing to do with orders. */
  readonly #member: Member | undefined;
  /** Only for calls that change nothing when they are repeated. */
  readonly #ask: <T>(signal: AbortSignal, call: () => Promise<T>) => Promise<T>;

  constructor(
    plan: StepPlan,
    place: Place<Hooks>,
    member: Member | undefined,
    { hqLimitMs = HQ_LIMIT_MS, onSlowHq }: StepOptions,
  ) {
    this.plan = plan;
    this.#place = place;
    this.#member = member;
    this.#ask = (signal, call) => askHq(call, { limitMs: hqLimitMs, signal, onSlow: onSlowHq });
  }

  /**
   * Before a step between stages that take orders: waits until nothing is open that was published before the present
   * stage was stable.
   *
   * @throws GateHoldsError, NotTakenError
   */
  async waitForOldOrders(wait: Wait): Promise<void> {
    if (!this.plan.isGated || !this.#member) return;
    const since = await this.#place.stableSince(this.plan, wait);
    await this.#passGate(this.#member, wait, (report, participant) => judgeGate(report, participant, since));
  }

  /**
   * Before a step after which nobody takes orders: has HQ owe none from now on, and waits until all that it owed are
   * fulfilled. If it comes to nothing, HQ owes orders as before. An instructor's HQ is waited for.
   *
   * @throws GateHoldsError, NotTakenError
   */
  async stopOrders(wait: Wait): Promise<void> {
    const member = this.#member;
    if (!this.plan.leavesOrders || !member) return;
    const { hq, participant, isOurs, recordedWithinMs } = member;
    await requireUnchanged(this.#place, this.plan);
    await this.#orAsBefore(wait.signal, async () => {
      if (isOurs) {
        await this.#ask(wait.signal, () => hq.close(participant));
        wait.note(
          `Interstella HQ owes ${participant} no further orders. If this step comes to nothing, it owes them again.`,
        );
      }
      await this.#passGate(member, wait, (report, name) => judgeLastGate(report, name, recordedWithinMs));
    });
  }

  /**
   * Deploys the step, then says what the ledger and the load balancer saw meanwhile; and where orders are made, what became
   * of the first after it.
   *
   * @throws StepGoesOnError if the signal comes when it has begun; it is not begun after the signal
   * @throws NotTakenError
   */
  async take(hooks: Hooks, signal: AbortSignal): Promise<StepTaken> {
    return this.#account(await this.deploy(hooks, signal), signal);
  }

  /** The deployment alone. @throws StepGoesOnError, NotTakenError as {@link take} */
  deploy(hooks: Hooks, signal: AbortSignal): Promise<Deployment> {
    return this.#orAsBefore(signal, async () => {
      await this.#takeTraffic();
      const before =
        this.#member &&
        (await this.#report(this.#member, signal).finally(() => {
          signal.throwIfAborted();
        }));
      return { before, result: await this.#place.deploy(this.plan, hooks, signal) };
    });
  }

  async #account({ before, result }: Deployment, signal: AbortSignal): Promise<StepTaken> {
    const member = this.#member;
    if (!member || !before) return { result, summary: undefined, red: false };
    const { from, to } = this.plan;
    const { pollMs, newOrderLimitMs: limitMs } = this.#place;
    const report = () => this.#report(member, signal);
    const generator = () => this.#ask(signal, () => member.hq.generator());
    try {
      const isOpen = await this.#open(result.outcome === 'done' ? to : from, signal);
      const after = await report();
      const summary = summarizeSwitch(before, after, await this.#takeTraffic());
      const { last, ...seen } = isOpen
        ? await awaitNewOrder({ generator, report, after, pollMs, limitMs, signal })
        : { last: after };
      const { asOf } = before;
      const old = { stillOpen: openFrom(last, asOf), moreOpen: hasMoreFrom(last, asOf) };
      return { result, summary, ...seen, ...old, red: last.own.red };
    } catch (error) {
      return { result, summary: undefined, red: false, unknown: messageOfHq(error) };
    }
  }

  /** Asks HQ only as long as what the step was planned from is there: nobody waits for what is refused then. */
  #passGate(
    { hq, participant, remedies }: Member,
    wait: Wait,
    judge: (report: ConservationReport, participant: string) => GateVerdict,
  ): Promise<void> {
    return waitAtGate({
      ...wait,
      look: async () => {
        await requireUnchanged(this.#place, this.plan);
        return judge(await this.#ask(wait.signal, () => hq.report({ participant })), participant);
      },
      pollMs: this.#place.pollMs,
      remedies,
    });
  }

  /** Does what comes before the step goes on; if that fails, HQ owes orders again, where it is ours. */
  async #orAsBefore<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const isClosed = this.plan.leavesOrders && this.#member?.isOurs;
      if (!isClosed || error instanceof StepGoesOnError) throw error;
      const command = this.#place.commandFor(this.plan.from?.name ?? '');
      const isLeft = await this.#openAgain(signal).catch(() => {
        throw new StillClosedError(error, `When it answers again: ${command}`);
      });
      if (isLeft) throw new StillClosedError(error, `When the stage can be deployed again: ${command}`);
      throw error;
    }
  }

  /**
   * For the stage that is up by now, which somebody else may have deployed meanwhile. While they are at it, whether HQ owes
   * orders is their business: it does when a step has ended at a stage that takes them. So it is left as it is, too, where
   * our own deployment goes on or is broken.
   *
   * @returns whether it is left as it is
   */
  async #openAgain(signal: AbortSignal): Promise<boolean> {
    const { stage, revision, problem } = await this.#place.deployed();
    if (problem !== undefined && revision !== this.plan.revision) return true;
    await this.#open(stage, signal);
    return false;
  }

  /** Has HQ owe orders to a stage that takes them, where HQ is ours. @returns whether it does */
  async #open(stage: Stage | undefined, signal: AbortSignal): Promise<boolean> {
    const member = this.#member;
    if (!member?.isOurs || !takesOrders(stage)) return false;
    await this.#ask(signal, () => member.hq.open(member.participant));
    return true;
  }

  /** A step is not worse for it where the load balancer does not tell. */
  async #takeTraffic(): Promise<TrafficInterval | undefined> {
    return this.#place.takeTraffic?.().catch(() => undefined);
  }

  async #report({ hq, participant }: Member, signal: AbortSignal): Promise<OwnReport> {
    const report = await this.#ask(signal, () => hq.report({ participant }));
    return { asOf: report.asOf, own: partOf(report, participant) };
  }
}
