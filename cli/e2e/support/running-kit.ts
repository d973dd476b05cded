import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HqClient, type LedgerOrder } from '@interstella/hq/client';
import { imageCatalogue } from '@interstella/images/image-catalogue.ts';
import { stageNamed } from '@interstella/infra/settings';
import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import { waitFor } from '@interstella/libs/testing';
import { PlatformClient, type PlatformState } from '@interstella/local/platform';
import { localTemplate } from '@interstella/migration/assembly/local-template.ts';
import { deployStage } from '@interstella/rehearsal/kit/deploy-stage.ts';
import type { Template } from '@interstella/local/platform/template';
import type { RunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import type { KitHome } from './command-line.ts';
import { type Failures, failuresIn } from './failed-requests.ts';
import type { RunningCommand } from './running-command.ts';

/** A kit that a test has started, from within: as its own command line finds it. */
export class KitUnderTest {
  readonly kit: RunningKit;
  readonly hq: HqClient;
  readonly platform: PlatformClient;
  readonly #folder: string;
  /** Its count of the traffic is that of the failures alone. */
  readonly #balancer: PlatformClient;
  #since = 0;

  constructor({ folder }: KitHome) {
    this.#folder = folder;
    this.kit = JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8')) as RunningKit;
    this.hq = new HqClient({ url: this.kit.hqUrl, adminKey: this.kit.adminKey });
    const platform = { url: this.kit.platformUrl, key: this.kit.platformKey };
    this.platform = new PlatformClient(platform);
    this.#balancer = new PlatformClient(platform);
  }

  /** Waits until a kit that is being started is up. @throws Error at once if it ends instead */
  static async up(home: KitHome, command: RunningCommand): Promise<KitUnderTest> {
    await waitFor('the kit', () => {
      if (command.hasEnded) throw new Error(`The kit has ended:\n${command.output}`);
      return command.stdout.includes('Ctrl-C here ends it all');
    });
    return new KitUnderTest(home);
  }

  /** Waits until a kit that is being started has an order in the ledger: asks HQ, since the status in a pipe is rare. */
  static async withOrders(home: KitHome, command: RunningCommand): Promise<KitUnderTest> {
    const kit = await KitUnderTest.up(home, command);
    await waitFor('an order in the ledger', async () => {
      const { participants } = await kit.hq.report({ participant: kit.kit.participant });
      return participants.some(({ complete }) => complete > 0);
    });
    return kit;
  }

  /** Deploys a stage for a test to begin at, past the gate and the stages between: quicker than another kit. */
  async deployAtOnce(stage: string): Promise<void> {
    const template = await this.#templateOf(stage);
    await deployStage(this.platform, template, imageCatalogue(DEFAULT_ENVIRONMENT_NAME), () => undefined);
  }

  /** From the templates of the kit, where most have been made already. */
  async #templateOf(stage: string): Promise<Template> {
    const { INTERSTELLA_HOME } = process.env;
    process.env.INTERSTELLA_HOME = this.#folder;
    try {
      return await localTemplate(stageNamed(stage), {});
    } finally {
      if (INTERSTELLA_HOME === undefined) delete process.env.INTERSTELLA_HOME;
      else process.env.INTERSTELLA_HOME = INTERSTELLA_HOME;
    }
  }

  /** A service's tasks that run, oldest first. */
  async tasksOf(service: string): Promise<PlatformState['tasks']['services'][number]['tasks']> {
    const { tasks } = await this.platform.state();
    const found = tasks.services.find(({ name }) => name === `interstella-${service}`);
    return found?.tasks.filter(({ status }) => status === 'RUNNING') ?? [];
  }

  /** Every order of the ledger. */
  async ledger(): Promise<readonly LedgerOrder[]> {
    const orders: LedgerOrder[] = [];
    for await (const page of this.hq.ledger(this.kit.participant)) orders.push(...page);
    return orders;
  }

  /** Begins to count the requests that fail from now on. */
  async forgetFailures(): Promise<void> {
    await this.#balancer.takeTraffic();
    this.#since = Date.now();
  }

  /** The requests that failed at the load balancer since the start, or since they were forgotten: to be called once. */
  async failures(): Promise<Failures> {
    return failuresIn(join(this.#folder, 'logs'), await this.#balancer.takeTraffic(), this.#since);
  }
}
