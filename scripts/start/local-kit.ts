import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { HqClient } from '@interstella/hq/client';
import { MONOLITH_GATHERS, RESOURCES, RETRY_WINDOW_MS } from '@interstella/infra/stages';
import { ChildProgram } from '@interstella/local/programs';
import { kitFolder, ROOT } from '../kit/kit-folder.ts';
import { announceKit } from '../kit/running-kit.ts';
import { awsEnvironment, type AwsEndpoint } from './aws-endpoint.ts';
import { provision, putKeys, type Keys, type Provisioned } from './provision.ts';
import { subscribe } from './subscribe.ts';

const REGION = 'us-east-1';
const PARTICIPANT = 'laptop';
const HOST = '127.0.0.1';
/** Longer than a service allows itself, which is longer than the 15 s of an SNS attempt. */
const STOP_LIMIT_MS = 20_000;

export interface LocalKitOptions {
  /** Of the monolith. 0 for any. */
  readonly port: number;
  readonly endpointPort: number;
  readonly hqPort: number;
  /** Orders per second. */
  readonly rate: number;
  /** Keeps the ledger on disk, there; in memory otherwise. */
  readonly dataFolder: string | undefined;
}

interface Step {
  readonly title: string;
  readonly run: () => Promise<void>;
}

/** Everything that `npm start` runs: the AWS endpoints, HQ and the monolith, each a process of its own. */
export class LocalKit {
  readonly #options: LocalKitOptions;
  readonly #adminKey = randomBytes(32).toString('base64url');
  readonly #programs: ChildProgram[] = [];
  #isStopping = false;
  #onProgramEnded: (how: string) => void = () => undefined;
  /** Resolves, with a sentence, when a program ends that nobody stopped. */
  readonly broken = new Promise<string>((resolve) => {
    this.#onProgramEnded = resolve;
  });

  #endpoint: AwsEndpoint = { url: '', region: REGION };
  #certificate = '';
  #provisioned: Provisioned | undefined;
  #keys: Keys | undefined;
  #hqUrl = '';
  #monolithUrl = '';

  constructor(options: LocalKitOptions) {
    this.#options = options;
  }

  get hq(): HqClient {
    return new HqClient({ url: this.#hqUrl, adminKey: this.#adminKey });
  }

  get participant(): string {
    return PARTICIPANT;
  }

  /** What differs from the cloud, as name and value: all of it, and nothing secret. */
  get overlay(): readonly (readonly [string, string])[] {
    return [
      ['AWS endpoints', this.#endpoint.url],
      ["HQ's fulfillment API", `${this.#hqUrl}/receiving/`],
      ['monolith', this.#monolithUrl],
      ['signing certificate', 'pinned to that of the local SNS'],
      ['direct orders', 'open: curl needs no key'],
      ['logs', join(kitFolder(), 'logs')],
    ];
  }

  /** The steps from nothing to flowing orders. */
  get steps(): readonly Step[] {
    return [
      { title: 'AWS endpoints', run: () => this.#startEndpoints() },
      { title: 'Interstella HQ', run: () => this.#startHq() },
      { title: 'Monolith', run: () => this.#startMonolith() },
      { title: 'Subscription to the orders topic, confirmed', run: () => this.#subscribe() },
      { title: 'Orders', run: () => this.#openOrders() },
    ];
  }

  /** Ends the programs, the last started first, so that each finds those that it needs until its end. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const program of this.#programs.toReversed()) await program.stop(STOP_LIMIT_MS);
  }

  async #startEndpoints(): Promise<void> {
    const { endpointPort, dataFolder } = this.#options;
    const facts = await this.#start('local', {
      PORT: String(endpointPort),
      HOST,
      AWS_REGION: REGION,
      ...(dataFolder === undefined ? {} : { DATA_DIR: dataFolder }),
    });
    this.#endpoint = { url: String(facts.url), region: REGION };
    this.#certificate = String(facts.certificate);
    this.#provisioned = await provision(this.#endpoint);
  }

  async #startHq(): Promise<void> {
    const { topicArnPrefix, redriveQueue } = this.#needProvisioned();
    const facts = await this.#start('hq', {
      ...awsEnvironment(this.#endpoint),
      PORT: String(this.#options.hqPort),
      HOST,
      HQ_ADMIN_KEY: this.#adminKey,
      TOPIC_ARN_PREFIX: topicArnPrefix,
      RETRY_WINDOW_MS: String(RETRY_WINDOW_MS),
      RESOURCES: RESOURCES.join(),
    });
    this.#hqUrl = String(facts.url);
    const apiKey = await this.#enter(redriveQueue.url);
    this.#keys = await putKeys(this.#endpoint, apiKey, `${this.#hqUrl}/receiving/`);
  }

  /** A ledger on disk knows the participant from last time, but nobody knows the key, and the queue may have moved. */
  async #enter(deadLetterQueueUrl: string): Promise<string> {
    const known = (await this.hq.participants()).some(({ name }) => name === PARTICIPANT);
    if (!known) {
      const added = await this.hq.addParticipant({
        name: PARTICIPANT,
        deadLetterQueueUrls: [deadLetterQueueUrl],
      });
      return added.apiKey;
    }
    await this.hq.setDeadLetterQueues(PARTICIPANT, [deadLetterQueueUrl]);
    return (await this.hq.rotateKey(PARTICIPANT)).apiKey;
  }

  async #startMonolith(): Promise<void> {
    const { topicArnPrefix } = this.#needProvisioned();
    const facts = await this.#start('monolith', {
      ...awsEnvironment(this.#endpoint),
      ...this.#keys,
      PORT: String(this.#options.port),
      HOST,
      RESOURCES: RESOURCES.join(),
      GATHERS: MONOLITH_GATHERS.latest.join(),
      TOPIC_ARN: `${topicArnPrefix}orders`,
      SNS_PINNED_CERTIFICATE: this.#certificate,
      DIRECT_ORDERS: 'open',
    });
    this.#monolithUrl = `http://localhost:${facts.port ?? ''}`;
    await announceKit({
      pid: process.pid,
      hqUrl: this.#hqUrl,
      adminKey: this.#adminKey,
      endpointUrl: this.#endpoint.url,
      region: REGION,
      participant: PARTICIPANT,
      ordersUrl: this.#monolithUrl,
      topicArnPrefix,
      certificate: this.#certificate,
    });
  }

  #subscribe(): Promise<void> {
    const { topicArnPrefix, redriveQueue } = this.#needProvisioned();
    return subscribe(this.#endpoint, {
      topicArn: `${topicArnPrefix}orders`,
      url: `${this.#monolithUrl.replace('localhost', HOST)}/order/`,
      redriveQueueArn: redriveQueue.arn,
    });
  }

  async #openOrders(): Promise<void> {
    await this.hq.open(PARTICIPANT);
    // The local SNS forgets its retries when it ends; a ledger on disk still knows what is owed.
    if (this.#options.dataFolder !== undefined) await this.hq.republish();
    await this.hq.setGenerator({ rate: this.#options.rate, paused: false });
  }

  async #start(room: string, env: Record<string, string>): Promise<Record<string, string | number>> {
    if (this.#isStopping) throw new Error('The kit is stopping.');
    const program = await ChildProgram.spawn({
      name: room,
      entry: join(ROOT, room, 'dist', 'main.js'),
      env,
      logFile: join(kitFolder(), 'logs', `${room}.log`),
    });
    this.#programs.push(program);
    void program.explainEnd().then((how) => {
      if (!this.#isStopping) this.#onProgramEnded(how);
    });
    return program.ready();
  }

  #needProvisioned(): Provisioned {
    if (!this.#provisioned) throw new Error('The AWS endpoints must be started first.');
    return this.#provisioned;
  }
}
