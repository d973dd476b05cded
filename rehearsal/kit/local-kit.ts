import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { HqClient } from '@interstella/hq/client';
import { DEFAULT_ENVIRONMENT_NAME, RESOURCES, RETRY_WINDOW_MS, type Stage } from '@interstella/infra/stages';
import { type OverlayLine, PlatformClient, type PlatformState } from '@interstella/local/platform';
import type { Template } from '@interstella/local/platform/template';
import type { BreakableProgram } from './breakable-program.ts';
import type { HqFault } from '../faults/fault.ts';
import type { FaultMark } from '../faults/fault-record.ts';
import { FaultServer } from '../faults/fault-server.ts';
import { injectFault } from '../faults/inject-fault.ts';
import { takesOrders } from '@interstella/migration/gate/way.ts';
import { imageCatalogue } from '@interstella/images/image-catalogue.ts';
import { kitFolder } from '@interstella/infra/workspace/kit-folder.ts';
import { announceKit } from './running-kit.ts';
import { localTemplate } from '@interstella/migration/assembly/local-template.ts';
import { workspaceContext } from '@interstella/infra/workspace/context.ts';
import { saidOfElsewhere } from '@interstella/migration/assembly/workspace-context.ts';
import { awsEnvironment, type AwsEndpoint } from './aws-endpoint.ts';
import { deployStage } from './deploy-stage.ts';
import { KitPrograms } from './kit-programs.ts';
import type { LocalKitOptions } from './local-kit-options.ts';
import { ACCOUNT, provision, putKeys } from './provision.ts';

const REGION = 'us-east-1';
const PARTICIPANT = 'laptop';
const HOST = '127.0.0.1';

interface Step {
  readonly title: string;
  /** @param onLine told in one line what it is at */
  readonly run: (onLine: (line: string) => void) => Promise<void>;
}

/**
 * Everything that `npm start` runs: the AWS endpoints, HQ, and the platform, which is the load balancer and runs the
 * tasks; each a process of its own.
 */
export class LocalKit {
  readonly #options: LocalKitOptions;
  readonly #adminKey = randomBytes(32).toString('base64url');
  readonly #platformKey = randomBytes(32).toString('base64url');
  readonly #endpointKey = randomBytes(32).toString('base64url');
  readonly #template: Promise<Template>;
  readonly #programs = new KitPrograms();
  #hqProgram: BreakableProgram | undefined;
  #faults: FaultServer | undefined;
  #endpoint: AwsEndpoint = { url: '', region: REGION };
  #certificate = '';
  #topicArnPrefix = '';
  #hqUrl = '';
  #platformUrl = '';
  #ordersUrl = '';

  constructor(options: LocalKitOptions) {
    this.#options = options;
    // Takes seconds where it is not kept from last time; meanwhile the programs start.
    this.#template = localTemplate(options.stage, options.context);
    this.#template.catch(() => undefined);
  }

  /** Resolves, with a sentence, when a program ends that nobody stopped. */
  get broken(): Promise<string> {
    return this.#programs.broken;
  }

  get hq(): HqClient {
    return new HqClient({ url: this.#hqUrl, adminKey: this.#adminKey });
  }

  /** That it begins with. */
  get stage(): Stage {
    return this.#options.stage;
  }

  /** All faults since the start. */
  get faults(): readonly FaultMark[] {
    return this.#faults?.marks ?? [];
  }

  get participant(): string {
    return PARTICIPANT;
  }

  /**
   * In what this differs from the template as AWS would run it: all that the platform overlays, as it says itself, and
   * where the parameters lead that are put by hand there. Nothing secret.
   */
  async overlay(): Promise<readonly OverlayLine[]> {
    const ofPlatform = await this.#platform.overlay();
    const elsewhere = Object.entries(saidOfElsewhere(await workspaceContext()));
    return [
      ...ofPlatform,
      { name: "HQ's fulfillment API", value: this.#fulfillmentApi },
      ...elsewhere.map(([name, value]) => ({ name: 'not as in cdk.json', value: `${name}=${value}` })),
    ];
  }

  get #platform(): PlatformClient {
    return new PlatformClient({ url: this.#platformUrl, key: this.#platformKey });
  }

  get #fulfillmentApi(): string {
    return `${this.#hqUrl}/receiving/`;
  }

  /** Of the platform. @throws PlatformError */
  state(): Promise<PlatformState> {
    return this.#platform.state();
  }

  /** The steps from nothing to flowing orders. */
  get steps(): readonly Step[] {
    const { stage } = this.#options;
    return [
      { title: 'AWS endpoints', run: () => this.#startEndpoints() },
      { title: 'Interstella HQ', run: () => this.#startHq() },
      { title: 'Load balancer and task supervisor', run: () => this.#startPlatform() },
      { title: `Stage ${stage.name}`, run: (onLine) => this.#deploy(onLine) },
      { title: takesOrders(stage) ? 'Orders' : 'Orders, none at this stage', run: () => this.#beginOrders() },
    ];
  }

  /** Undoes what was done to HQ on purpose, so that it can say what became of the orders. @throws if it does not start */
  async heal(): Promise<void> {
    await this.#hqProgram?.heal();
  }

  /** Ends everything that it has started. */
  async stop(): Promise<void> {
    await this.#faults?.close();
    await this.#programs.stop();
  }

  async #startEndpoints(): Promise<void> {
    const { endpointPort, dataFolder } = this.#options;
    const facts = await this.#programs.start('local', join('local', 'dist', 'main.js'), {
      PORT: String(endpointPort),
      HOST,
      AWS_REGION: REGION,
      CONTROL_KEY: this.#endpointKey,
      ...(dataFolder === undefined ? {} : { DATA_DIR: dataFolder }),
    });
    this.#endpoint = { url: String(facts.url), region: REGION };
    this.#certificate = String(facts.certificate);
    this.#topicArnPrefix = await provision(this.#endpoint);
  }

  async #startHq(): Promise<void> {
    const env = {
      ...awsEnvironment(this.#endpoint),
      PORT: String(this.#options.hqPort),
      HOST,
      HQ_ADMIN_KEY: this.#adminKey,
      TOPIC_ARN_PREFIX: this.#topicArnPrefix,
      RETRY_WINDOW_MS: String(this.#options.retryWindowMs ?? RETRY_WINDOW_MS),
      RESOURCES: RESOURCES.join(),
    };
    this.#hqProgram = this.#programs.breakable('hq', join('hq', 'dist', 'main.js'), env);
    const facts = await this.#hqProgram.start();
    this.#hqUrl = String(facts.url);
    await putKeys(this.#endpoint, await this.#enter(), this.#fulfillmentApi);
  }

  /** A ledger on disk knows the participant from last time, but nobody knows the key. */
  async #enter(): Promise<string> {
    const known = (await this.hq.participants()).some(({ name }) => name === PARTICIPANT);
    if (!known) return (await this.hq.addParticipant({ name: PARTICIPANT })).apiKey;
    // What it was owed it still is; of what is published until the stage is up, nobody would hear.
    await this.hq.close(PARTICIPANT);
    return (await this.hq.rotateKey(PARTICIPANT)).apiKey;
  }

  async #startPlatform(): Promise<void> {
    const facts = await this.#programs.start('platform', join('local', 'dist', 'platform.js'), {
      ...awsEnvironment(this.#endpoint),
      PORT: String(this.#options.port),
      HOST,
      PLATFORM_KEY: this.#platformKey,
      ACCOUNT_ID: ACCOUNT,
      STATE_DIR: kitFolder(),
      SNS_PINNED_CERTIFICATE: this.#certificate,
      DIRECT_ORDERS: this.#options.secure ? 'keyed' : 'open',
      RUN_AS: this.#options.containers === true ? 'containers' : 'processes',
    });
    this.#platformUrl = String(facts.url);
    this.#ordersUrl = `http://localhost:${facts.port ?? ''}`;
    const breakable = {
      platform: this.#platform,
      endpointUrl: this.#endpoint.url,
      endpointKey: this.#endpointKey,
      breakHq: (fault: HqFault) => this.#breakHq(fault),
    };
    this.#faults = await FaultServer.start((fault) => injectFault(breakable, fault));
    await announceKit({
      pid: process.pid,
      hqUrl: this.#hqUrl,
      adminKey: this.#adminKey,
      endpointUrl: this.#endpoint.url,
      region: REGION,
      participant: PARTICIPANT,
      ordersUrl: this.#ordersUrl,
      topicArnPrefix: this.#topicArnPrefix,
      certificate: this.#certificate,
      platformUrl: this.#platformUrl,
      platformKey: this.#platformKey,
      faultsUrl: this.#faults.url,
      faultsKey: this.#faults.key,
    });
  }

  /** Who makes orders does not know, after its start, how many it made a second. */
  async #breakHq({ kind, forMs }: HqFault): Promise<void> {
    if (kind === 'hang') {
      this.#hqProgram?.hang(forMs);
      return;
    }
    const { rate, burst, paused } = await this.hq.generator();
    await this.#hqProgram?.kill(forMs, async () => {
      await this.hq.setGenerator({ rate, burst, paused });
    });
  }

  async #deploy(onLine: (line: string) => void): Promise<void> {
    const platform = this.#platform;
    const { catalogue = imageCatalogue(DEFAULT_ENVIRONMENT_NAME) } = this.#options;
    await deployStage(platform, await this.#template, catalogue, onLine);
    const { queueUrls } = await platform.state();
    await this.hq.setDeadLetterQueues(PARTICIPANT, queueUrls);
  }

  async #beginOrders(): Promise<void> {
    const { stage, dataFolder, rate } = this.#options;
    if (takesOrders(stage)) {
      await this.hq.open(PARTICIPANT);
      // The local SNS forgets its retries when it ends; a ledger on disk still knows what is owed.
      if (dataFolder !== undefined) await this.hq.republish();
    }
    // While nobody is owed orders, HQ makes none.
    await this.hq.setGenerator({ rate, paused: false });
  }
}
