import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { HqClient, type ParticipantReport } from '@interstella/hq/client';
import { MONOLITH_GATHERS, RESOURCES, type MonolithTag } from '@interstella/infra/stages';
import { awsEnvironment, clientConfig, type AwsEndpoint } from '@interstella/rehearsal/kit/aws-endpoint.ts';
import { provision, putKeys, type Keys } from '@interstella/rehearsal/kit/provision.ts';
import { PATIENT, setDeliveryPolicy, type RetryPolicy } from './delivery-policy.ts';
import { FaultProxy } from './fault-proxy.ts';
import { RunningProgram } from './running-program.ts';
import { Route } from './route.ts';
import { subscribe } from './subscribe.ts';
import { Witness } from './witness.ts';

export const PARTICIPANT = 'rehearsal';
export const TOPICS = ['orders', ...RESOURCES];

const REGION = 'us-east-1';

export interface WorldOptions {
  readonly retryWindowMs?: number;
  readonly unattributedExpected?: boolean;
  /** Puts a proxy between HQ and all of AWS: {@link World.aws}. */
  readonly watchAws?: boolean;
}

export interface ServiceOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Has the service read its keys from SSM rather than from its environment. */
  readonly keysFromSsm?: boolean;
}

interface Subscribed {
  readonly topic: string;
  /** Of the subscriber, with its path. */
  readonly url: string;
  readonly policy?: RetryPolicy;
}

/**
 * AWS's endpoints, HQ and one open participant, all real processes, with a proxy before HQ and one at every
 * subscription; the test adds the services.
 */
export class World {
  readonly adminKey = randomBytes(32).toString('base64url');
  /** Between the services and HQ. */
  gate!: FaultProxy;
  /** Between HQ and AWS, if asked for. */
  aws: FaultProxy | undefined;
  hqProgram!: RunningProgram;
  witness!: Witness;
  endpoint: AwsEndpoint = { url: '', region: REGION };
  readonly routes: Route[] = [];
  readonly queueUrls = new Map<string, string>();
  readonly #options: WorldOptions;
  readonly #programs: RunningProgram[] = [];
  readonly #closings: (() => Promise<void>)[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'interstella-world-'));
  #certificate = '';
  #topicArnPrefix = '';
  #keys!: Keys;

  constructor(options: WorldOptions = {}) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#startEndpoints();
    await this.#startHq();
    await this.#enter();
  }

  get hq(): HqClient {
    return new HqClient({ url: this.hqProgram.url, adminKey: this.adminKey });
  }

  topicArn(topic: string): string {
    return this.#topicArnPrefix + topic;
  }

  /** The orders that were published on a topic, at a time or later, according to the witness. */
  published(topic: string, since?: number): ReadonlySet<string> {
    return this.witness.ordersOn(this.topicArn(topic), since);
  }

  async report(): Promise<ParticipantReport> {
    const { participants } = await this.hq.report({ participant: PARTICIPANT });
    const [only] = participants;
    if (!only) throw new Error('HQ reports on nobody.');
    return only;
  }

  /** Starts a program of one of the rooms, with an environment of its own. */
  async startProgram(room: string, env: Readonly<Record<string, string>>): Promise<RunningProgram> {
    const program = new RunningProgram(room, env, join(this.#folder, String(this.#programs.length)));
    this.#programs.push(program);
    await program.start();
    return program;
  }

  startMonolith(tag: MonolithTag, options: ServiceOptions = {}): Promise<RunningProgram> {
    return this.#startService('monolith', { ...gathering(tag), TOPIC_ARN: this.topicArn('orders') }, options);
  }

  startResource(
    resource: string,
    monolithUrl: string,
    options: ServiceOptions = {},
  ): Promise<RunningProgram> {
    return this.#startService(resource, { monolithUrl, TOPIC_ARN: this.topicArn(resource) }, options);
  }

  /** Subscribes a service through the real handshake, with a proxy before it. */
  async subscribe({ topic, url, policy = PATIENT }: Subscribed): Promise<Route> {
    const { origin, pathname } = new URL(url);
    const proxy = await this.proxy(origin);
    await this.#subscribe(topic, proxy.url + pathname, topic);
    const route = new Route(topic, proxy, Date.now());
    await setDeliveryPolicy(this.endpoint, this.topicArn(topic), proxy.url + pathname, policy);
    this.routes.push(route);
    return route;
  }

  /** Puts a key into SSM, where services read it that were started so. */
  async putApiKey(value: string): Promise<void> {
    const ssm = new SSMClient(clientConfig(this.endpoint));
    await ssm.send(
      new PutParameterCommand({
        Name: '/interstella/apiKey',
        Type: 'SecureString',
        Value: value,
        Overwrite: true,
      }),
    );
  }

  async proxy(target: string): Promise<FaultProxy> {
    const proxy = await FaultProxy.start(target);
    this.#closings.push(() => proxy.close());
    return proxy;
  }

  /** Runs something when the world ends. */
  atEnd(close: () => Promise<void>): void {
    this.#closings.push(close);
  }

  /** Ends everything at once: what a test wanted to see, it has seen. */
  async close(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.end()));
    await Promise.all(this.#closings.map((close) => close()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #startEndpoints(): Promise<void> {
    const local = await this.startProgram('local', { PORT: '0', AWS_REGION: REGION });
    this.endpoint = { url: String(local.facts.url), region: REGION };
    this.#certificate = String(local.facts.certificate);
    this.#topicArnPrefix = await provision(this.endpoint);
    for (const topic of TOPICS) this.queueUrls.set(topic, await this.#createQueue(topic));
    await this.#createQueue('witness');
  }

  async #createQueue(of: string): Promise<string> {
    const sqs = new SQSClient(clientConfig(this.endpoint));
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: queueName(of) }));
    return QueueUrl;
  }

  async #startHq(): Promise<void> {
    if (this.#options.watchAws) this.aws = await this.proxy(this.endpoint.url);
    const { retryWindowMs } = this.#options;
    this.hqProgram = await this.startProgram('hq', {
      ...awsEnvironment({ url: this.aws?.url ?? this.endpoint.url, region: REGION }),
      PORT: '0',
      HQ_ADMIN_KEY: this.adminKey,
      TOPIC_ARN_PREFIX: this.#topicArnPrefix,
      ...(retryWindowMs === undefined ? {} : { RETRY_WINDOW_MS: String(retryWindowMs) }),
    });
    this.gate = await this.proxy(this.hqProgram.url);
    this.witness = await Witness.start(this.endpoint);
    this.atEnd(() => this.witness.close());
    for (const topic of TOPICS) await this.#subscribe(topic, this.witness.url, 'witness');
  }

  async #enter(): Promise<void> {
    const { apiKey } = await this.hq.addParticipant({
      name: PARTICIPANT,
      unattributedExpected: this.#options.unattributedExpected ?? false,
      deadLetterQueueUrls: [...this.queueUrls.values()],
    });
    this.#keys = await putKeys(this.endpoint, apiKey, `${this.gate.url}/receiving/`);
    await this.hq.open(PARTICIPANT);
  }

  #startService(
    room: string,
    own: Readonly<Record<string, string>>,
    { env, keysFromSsm = false }: ServiceOptions,
  ): Promise<RunningProgram> {
    return this.startProgram(room, {
      ...awsEnvironment(this.endpoint),
      ...(keysFromSsm ? {} : this.#keys),
      PORT: '0',
      HOST: '127.0.0.1',
      SNS_PINNED_CERTIFICATE: this.#certificate,
      ...own,
      ...env,
    });
  }

  #subscribe(topic: string, url: string, queue: string): Promise<void> {
    const redriveQueueArn = this.topicArn('').replace(/:sns:(.*):.*/, `:sqs:$1:${queueName(queue)}`);
    return subscribe(this.endpoint, { topicArn: this.topicArn(topic), url, redriveQueueArn });
  }
}

/** What an image of the monolith with this tag gathers, as it is told in its environment. */
export function gathering(tag: MonolithTag): { GATHERS: string } {
  return { GATHERS: MONOLITH_GATHERS[tag].join() || 'none' };
}

function queueName(of: string): string {
  return `interstella-${of}-redrive`;
}
