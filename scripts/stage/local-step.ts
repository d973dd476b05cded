import { HqClient, type ParticipantReport } from '@interstella/hq/client';
import { DEFAULT_ENVIRONMENT_NAME, STAGES, type Stage } from '@interstella/infra/stages';
import { type ChangeEvent, type ChangeResult, PlatformClient } from '@interstella/local/platform';
import type { Template } from '@interstella/local/template';
import { type Direction, takesOrders, wayTo } from '../gate/index.ts';
import { imageCatalogue } from '../images/image-catalogue.ts';
import type { RunningKit } from '../kit/running-kit.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { passGate } from './local-gate.ts';
import { type Context, localTemplate } from './local-template.ts';
import { summarizeSwitch, type SwitchSummary } from './switch-summary.ts';

export interface StepTaken {
  readonly result: ChangeResult;
  readonly summary: SwitchSummary;
  /** Whether HQ's report on the participant is red in the end. */
  readonly red: boolean;
}

interface Ends {
  readonly from: Stage;
  readonly to: Stage;
  readonly direction: Direction;
  readonly template: Template;
  /** What is deployed now. */
  readonly before: Template | undefined;
}

/** One step of the migration in the kit that runs on this machine. */
export class LocalStep {
  readonly ends: Ends;
  readonly #kit: RunningKit;
  readonly #platform: PlatformClient;
  readonly #hq: HqClient;

  private constructor(kit: RunningKit, ends: Ends) {
    this.#kit = kit;
    this.ends = ends;
    this.#platform = platformOf(kit);
    this.#hq = new HqClient({ url: kit.hqUrl, adminKey: kit.adminKey });
  }

  /**
   * The step from what is deployed to a stage; nothing is done yet.
   *
   * @throws UsageError if it is further away than one step, or something is being changed
   */
  static async to(kit: RunningKit, to: Stage, context: Context): Promise<LocalStep> {
    const platform = platformOf(kit);
    const { stage, changing } = await platform.state();
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
    return new LocalStep(kit, { from, to, direction: way.step, template, before });
  }

  /**
   * Waits until nothing is open that this step would leave behind. Before a step after which nobody takes orders, HQ owes
   * none from now on, and all that it owed must be fulfilled.
   *
   * @param show told in one line what still holds the gate
   * @throws GateHoldsError
   */
  async waitForOldOrders(limitMs: number, show: (text: string) => void): Promise<void> {
    const { from, to, direction } = this.ends;
    if (!takesOrders(from) || direction === 'same') return;
    if (takesOrders(to)) {
      await this.#passGate(await this.#stableSince(), limitMs, show);
      return;
    }
    await this.#hq.close(this.#kit.participant);
    await this.#passGate(new Date(), limitMs, show);
  }

  /** Takes the step, and says what the ledger and the load balancer saw meanwhile. */
  async take(hear: (event: ChangeEvent) => void): Promise<StepTaken> {
    const { from, to, template } = this.ends;
    await this.#platform.takeTraffic();
    const before = await this.#report();
    const result = await this.#platform.deploy(template, imageCatalogue(DEFAULT_ENVIRONMENT_NAME), hear);
    const isThere = result.outcome === 'done' ? to : from;
    if (takesOrders(isThere)) await this.#hq.open(this.#kit.participant);
    const after = await this.#report();
    const summary = summarizeSwitch(before, after, await this.#platform.takeTraffic());
    return { result, summary, red: after.red };
  }

  #passGate(since: Date, limitMs: number, show: (text: string) => void): Promise<void> {
    return passGate({ hq: this.#hq, participant: this.#kit.participant, since, limitMs, show });
  }

  async #stableSince(): Promise<Date> {
    const { stableSince } = await this.#platform.state();
    if (stableSince === undefined) throw new UsageError('Something is being changed meanwhile. Try again.');
    return new Date(stableSince);
  }

  async #report(): Promise<ParticipantReport> {
    const { participant } = this.#kit;
    const { participants } = await this.#hq.report({ participant });
    const [report] = participants;
    if (!report) throw new Error(`Interstella HQ's report says nothing of ${participant}.`);
    return report;
  }
}

export function platformOf({ platformUrl: url, platformKey: key }: RunningKit): PlatformClient {
  return new PlatformClient({ url, key });
}

function wayText(stages: readonly Stage[], from: Stage): string {
  const to = stages.at(-1)?.name ?? '';
  const commands = stages.map(({ name }) => `  npx interstella stage ${name}`).join('\n');
  return `Stage ${to} is ${stages.length} steps away from ${from.name}, which is up. Take one at a time:\n${commands}`;
}
