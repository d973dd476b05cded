import type { ConservationReport } from '@interstella/hq/client';
import type { Settings } from '@interstella/infra/settings';
import { type Stage, TOPICS } from '@interstella/infra/stages';
import { gateSummary, type Remedies } from '@interstella/migration/gate/gate-text.ts';
import { type GateVerdict, judgeGate, judgeLastGate } from '@interstella/migration/gate/gate.ts';
import { waitAtGate } from '@interstella/migration/gate/wait-at-gate.ts';
import { takesOrders } from '@interstella/migration/gate/way.ts';
import { printedCommand, printedCommandToHq } from '@interstella/terminal/printed-command.ts';
import { StatusLine } from '@interstella/terminal/status-line.ts';
import { UsageError } from '@interstella/libs/errors';
import { say } from '@interstella/terminal/say.ts';
import type { Aws } from './aws.ts';
import { type DeployedEnvironment, type DeployedStack, outputOf, readEnvironment } from './deployed.ts';
import { findHq, findParticipant, type Headquarters, openParticipant } from './headquarters.ts';
import { readStabilityTimes, stableSince } from './stable-since.ts';
import { readStage, type StageReadings, whatIsNotWell } from './stage-readings.ts';
import type { Step } from './step.ts';
import { CannotTakeOverError, whatCannotTakeOver } from './takeover.ts';
import { waitUntilWell } from './wait-until-well.ts';

const MINUTE_MS = 60_000;
const POLL_MS = 2_000;

export interface GuardOptions {
  readonly deployed: DeployedEnvironment;
  readonly settings: Settings;
  readonly step: Step;
  /** In minutes, of each wait. */
  readonly timeout: number;
  readonly hqUrl?: string;
  readonly participant?: string;
  /** Looks at what is there of a stage; for tests. */
  readonly read?: typeof readStage;
}

/** Who is owed orders, and by whom. */
interface Member {
  readonly hq: Headquarters;
  readonly name: string;
}

/** What stands before and after a step, so that no order is left behind and the next step finds everything well. */
export class Guard {
  readonly #aws: Aws;
  readonly #options: GuardOptions;
  /** Where the step has to do with orders. */
  readonly #member: Member | undefined;

  constructor(aws: Aws, options: GuardOptions, member: Member | undefined) {
    this.#aws = aws;
    this.#options = options;
    this.#member = member;
  }

  /** @throws UsageError, HqClientError if the step needs HQ and there is none that answers */
  static async of(aws: Aws, options: GuardOptions): Promise<Guard> {
    const { isGated, leavesOrders, beginsOrders } = options.step;
    if (!isGated && !leavesOrders && !beginsOrders) return new Guard(aws, options, undefined);
    const { deployed, settings, participant, hqUrl } = options;
    const hq = await findHq(aws, { deployed, instructor: settings.instructor, hqUrl });
    if (!hq) throw new UsageError('Nobody knows where Interstella HQ is. Say so with --hq-url URL.');
    const name = await findParticipant(hq, participant, settings.environmentName);
    return new Guard(aws, options, { hq, name });
  }

  /** What a person must know before they say yes. */
  get notice(): string | undefined {
    if (!this.#options.step.leavesOrders || !this.#member || this.#member.hq.isOurs) return undefined;
    return `Nobody takes orders after this step. First the instructor must run \`${closeCommand(this.#options, this.#member)}\`.`;
  }

  /**
   * Before a step between stages that take orders: waits until the present stage is stable and nothing is open that was
   * published before it was. From a stage that is not well a step back is allowed where those are well that deliver
   * afterwards, once nothing at all is open that was published until now.
   *
   * @throws NotWellError, CannotTakeOverError, GateHoldsError
   */
  async waitForOldOrders(): Promise<void> {
    const { step, deployed } = this.#options;
    const { interstella: stack } = deployed;
    if (!step.isGated || !step.from || !stack) return;
    const readings = await this.#readingsBefore(stack, step.from);
    const now = new Date();
    const times = readings && (await readStabilityTimes(this.#aws, stack, readings));
    const since = times ? stableSince(times, now) : now;
    await this.#waitAtGate((report, name) => judgeGate(report, name, since));
  }

  /**
   * Before a step after which nobody takes orders: HQ owes no more of them, and all that it owed is fulfilled. Where HQ
   * is somebody else's, waits until they have closed the participant.
   *
   * @throws GateHoldsError
   */
  async stopOrders(): Promise<void> {
    if (!this.#options.step.leavesOrders || !this.#member) return;
    const { hq, name } = this.#member;
    if (hq.isOurs) {
      await hq.client.close(name);
      say(
        `Interstella HQ owes ${name} no further orders. Deploying the same stage again opens ${name} again.`,
      );
    }
    await this.#waitAtGate(judgeLastGate);
  }

  /** After a step: waits until every target is healthy and every subscription confirmed. @throws NotWellError */
  async waitUntilWell(): Promise<void> {
    const { step, settings } = this.#options;
    if (!takesOrders(step.to)) return;
    const { interstella } = await readEnvironment(this.#aws, settings.environmentName);
    if (interstella?.stage?.name !== step.to.name) {
      throw new Error(
        `cdk deploy has ended, but what is deployed is ${interstella?.stage?.name ?? 'nothing'}.`,
      );
    }
    await this.#waitUntilWell(interstella, step.to);
  }

  /** After the step to the first stage that takes orders: HQ owes them from now on. @throws HqClientError */
  async beginOrders(): Promise<void> {
    if (!this.#options.step.beginsOrders || !this.#member) return;
    const { hq, name } = this.#member;
    const { interstella } = await readEnvironment(this.#aws, this.#options.settings.environmentName);
    const queues = interstella ? queuesOf(interstella) : [];
    if (hq.isOurs) {
      await openParticipant(hq, name, queues);
      say(`Interstella HQ owes ${name} every order from now on.`);
      return;
    }
    say('Orders begin to flow when the instructor has run:');
    const { deployed } = this.#options;
    say(`  ${printedCommandToHq(`dead-letter-queues ${name} ${queues.join(' ')}`, hq, deployed)}`);
    say(`  ${printedCommandToHq(`open ${name}`, hq, deployed)}`);
  }

  /**
   * @returns undefined where the present stage is not well, and the step goes back from it
   * @throws NotWellError, CannotTakeOverError
   */
  async #readingsBefore(stack: DeployedStack, from: Stage): Promise<StageReadings | undefined> {
    if (this.#options.step.direction === 'forwards') return this.#waitUntilWell(stack, from);
    const readings = await this.#read(stack, from);
    const problems = whatIsNotWell(readings);
    if (problems.length === 0) return readings;
    const { to } = this.#options.step;
    const missing = whatCannotTakeOver(readings, to, this.#options.settings.monolithTag);
    if (missing.length > 0) throw new CannotTakeOverError(to.name, missing);
    say(`Stage ${from.name} is not well:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    return undefined;
  }

  #read(stack: DeployedStack, stage: Stage): Promise<StageReadings> {
    const { settings, read = readStage } = this.#options;
    return read(this.#aws, settings.environmentName, stack, stage, settings.monolithTag);
  }

  async #waitUntilWell(stack: DeployedStack, stage: Stage): Promise<StageReadings> {
    return this.#showing((show) =>
      waitUntilWell({
        stage: stage.name,
        read: () => this.#read(stack, stage),
        limitMs: this.#limitMs,
        pollMs: POLL_MS,
        onProblems: ([first = '', ...others]) => {
          const more = others.length > 0 ? ` (and ${others.length} more)` : '';
          show(`Waiting for stage ${stage.name} to be stable: ${first}${more}`);
        },
      }),
    );
  }

  async #waitAtGate(judge: (report: ConservationReport, participant: string) => GateVerdict): Promise<void> {
    if (!this.#member) return;
    const member = this.#member;
    const { hq, name } = member;
    await this.#showing((show, note) =>
      waitAtGate({
        look: async () => judge(await hq.client.report({ participant: name }), name),
        limitMs: this.#limitMs,
        pollMs: POLL_MS,
        remedies: remediesAt(this.#options, member),
        onHeld: (verdict) => {
          show(`The gate holds: ${gateSummary(verdict)}`);
        },
        explain: note,
      }),
    );
  }

  get #limitMs(): number {
    return this.#options.timeout * MINUTE_MS;
  }

  /** Runs something that shows its progress in a line, and may say what stays. */
  async #showing<T>(
    work: (show: (text: string) => void, note: (text: string) => void) => Promise<T>,
  ): Promise<T> {
    const line = new StatusLine(process.stdout);
    let end: () => void = () => undefined;
    try {
      const show = (text: string) => {
        line.show(text);
        end = () => {
          line.end();
        };
      };
      return await work(show, (text) => {
        line.note(text);
      });
    } finally {
      end();
    }
  }
}

function queuesOf(stack: DeployedStack): string[] {
  return TOPICS.flatMap((topic) => outputOf(stack, topic, 'RedriveQueueUrl') ?? []);
}

/** The commands reach the HQ of this account by themselves, and an instructor's at its URL. */
function remediesAt(options: GuardOptions, member: Member): Remedies {
  const { deployed, settings } = options;
  const { hq, name } = member;
  return {
    redrive: printedCommand('redrive --aws', settings.environmentName),
    republish: printedCommandToHq('republish', hq, deployed),
    ...(!hq.isOurs && { close: { participant: name, command: closeCommand(options, member) } }),
  };
}

/** For an instructor, who has the admin key and perhaps a kit that runs on their laptop. */
function closeCommand({ deployed }: GuardOptions, { hq, name }: Member): string {
  return printedCommandToHq(`close ${name}`, hq, deployed);
}
