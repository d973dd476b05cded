import { generateKeyPairSync } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { type KitBench, ROOT, roleProgram } from '../bench.ts';
import { LoadedKit } from '../kit/loaded-kit.ts';
import { ProcessList } from '../kit/process-list.ts';
import type { Child } from '../processes/child.ts';
import type { SenderCommand, Sent } from './sender.ts';

/** The first stage that takes orders. */
export const STAGE = 'alb';
const SERVICE = 'interstella-monolith';
const FIXED_KEY = join(ROOT, 'bench', 'overload', 'fixed-key.mjs');

/** HQ makes at most so many orders for one request. */
const ORDERS_A_REQUEST = 1_000;
const SIGN_LIMIT_MS = 300_000;
/** For the orders in flight at the end of a load, and for the answer. */
const ANSWER_MARGIN_MS = 60_000;
const CONFIRMATION_LIMIT_MS = 30_000;
const POLL_MS = 100;

/** The attributes of the subscription that its replacement gets. */
const KEPT_ATTRIBUTES = ['DeliveryPolicy', 'RedrivePolicy'];

type Pids = Readonly<Record<'HQ' | 'endpoints' | 'load balancer' | 'monolith', number>>;

/** A kit of `npm start`, and a sender whose deliveries have the signature of the kit's SNS. */
export class OverloadKit {
  readonly kit: LoadedKit;
  /** The processes under load, by name. */
  readonly pids: Pids;
  readonly #bench: KitBench;
  readonly #home: string;
  readonly #sender: Child;

  private constructor(bench: KitBench, home: string, kit: LoadedKit, pids: Pids, sender: Child) {
    this.#bench = bench;
    this.#home = home;
    this.kit = kit;
    this.pids = pids;
    this.#sender = sender;
  }

  /** Resolves when the kit is up, without orders. */
  static async start(bench: KitBench): Promise<OverloadKit> {
    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2_048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const home = join(bench.scratch, 'overload');
    const keyFile = join(bench.scratch, 'sns-keys.json');
    await writeFile(keyFile, JSON.stringify(keys), { mode: 0o600 });
    const module = pathToFileURL(FIXED_KEY);
    module.searchParams.set('keys', keyFile);
    const kit = await LoadedKit.start(bench, home, ['--stage', STAGE], {
      env: {
        NODE_OPTIONS: [process.env.NODE_OPTIONS, `--import=${module.href}`].filter(Boolean).join(' '),
      },
    });
    const { ordersUrl, endpointUrl, topicArnPrefix, certificate } = kit.announced;
    const sender = await bench.children.start({
      name: 'sender',
      program: roleProgram('sender'),
      env: {
        ORDERS_PORT: new URL(ordersUrl).port,
        ENDPOINT_URL: endpointUrl,
        TOPIC_ARN: `${topicArnPrefix}orders`,
        CERTIFICATE: certificate,
        KEY: keys.privateKey,
      },
    });
    const processes = await ProcessList.read();
    const platform = processes.programOf(kit.pid, join('local', 'dist', 'platform.js'));
    const pids = {
      HQ: processes.programOf(kit.pid, join('hq', 'dist', 'main.js')),
      endpoints: processes.programOf(kit.pid, join('local', 'dist', 'main.js')),
      'load balancer': platform,
      monolith: processes.programOf(platform, join('monolith', 'dist', 'main.js')),
    };
    return new OverloadKit(bench, home, kit, pids, sender);
  }

  /** The number of tasks that were started: each has a log. */
  async startedTasks(): Promise<number> {
    return (await readdir(join(this.#home, 'logs', SERVICE))).length;
  }

  /** Makes orders that SNS does not deliver. @returns their ids */
  async make(count: number): Promise<readonly string[]> {
    const orderIds: string[] = [];
    await this.#withoutSubscription(async () => {
      while (orderIds.length < count) {
        orderIds.push(...(await this.kit.hq.order(Math.min(ORDERS_A_REQUEST, count - orderIds.length))));
        await this.#published();
      }
    });
    return orderIds;
  }

  /** Signs a delivery of each of these orders. */
  async sign(orderIds: readonly string[]): Promise<void> {
    await this.#sender.ask({ sign: orderIds }, SIGN_LIMIT_MS);
  }

  async send(command: Exclude<SenderCommand, { sign: unknown }>): Promise<Sent> {
    const [{ durationMs }] = Object.values(command) as [{ durationMs: number }];
    return (await this.#sender.ask({ ...command }, durationMs + ANSWER_MARGIN_MS)) as Sent;
  }

  /** The pids of the programs that the kit itself has started. */
  get programs(): readonly number[] {
    return [this.pids.HQ, this.pids.endpoints, this.pids['load balancer']];
  }

  /** Freezes HQ for a while. */
  async freezeHq(afterMs: number, forMs: number): Promise<void> {
    await delay(afterMs);
    process.kill(this.pids.HQ, 'SIGSTOP');
    await delay(forMs);
    process.kill(this.pids.HQ, 'SIGCONT');
  }

  async stop(): Promise<void> {
    await this.#bench.children.stop(this.#sender);
    await this.kit.stop();
  }

  /** Waits until SNS has every order that HQ has made. */
  async #published(): Promise<void> {
    while ((await this.kit.hq.generator()).backlog > 0) await delay(POLL_MS);
  }

  /** Ends the subscription of the orders topic for the work, then replaces it. */
  async #withoutSubscription(work: () => Promise<void>): Promise<void> {
    const { endpointUrl: endpoint, region, topicArnPrefix } = this.kit.announced;
    const TopicArn = `${topicArnPrefix}orders`;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sns = new SNSClient({ endpoint, region, credentials });
    const { Subscriptions: [subscription] = [] } = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn }),
    );
    const { SubscriptionArn, Endpoint } = subscription ?? {};
    const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await work();
    const again = await sns.send(
      new SubscribeCommand({
        ...{ TopicArn, Endpoint, Protocol: 'http', ReturnSubscriptionArn: true },
        Attributes: Object.fromEntries(
          Object.entries(Attributes).filter(([name]) => KEPT_ATTRIBUTES.includes(name)),
        ),
      }),
    );
    const get = new GetSubscriptionAttributesCommand({ SubscriptionArn: again.SubscriptionArn });
    const deadline = performance.now() + CONFIRMATION_LIMIT_MS;
    while ((await sns.send(get)).Attributes?.PendingConfirmation !== 'false') {
      if (performance.now() > deadline)
        throw new Error(`${String(Endpoint)} did not confirm its subscription.`);
      await delay(POLL_MS);
    }
    sns.destroy();
  }
}
