import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { within } from '@interstella/libs/time-limits';
import * as v from 'valibot';
import { type AwsEndpoint, clientConfig } from '../kit/aws-endpoint.ts';

const CONFIRMATION_LIMIT_MS = 10_000;
/** SNS's messages have 256 KiB at most; HQ's are far smaller. */
const BODY_LIMIT = 64 * 1_024;

const envelope = v.object({
  Type: v.string(),
  TopicArn: v.string(),
  Token: v.optional(v.string()),
  Subject: v.optional(v.string()),
  Timestamp: v.optional(v.string()),
});

/** An order is overtaken if one came before it that was published so much later, in milliseconds. */
const OVERTAKEN_MS = 500;

/** How deliveries came. */
export interface WitnessCounts {
  /** Of orders that had come before. */
  readonly repeats: number;
  /** Of orders that came after later ones. */
  readonly overtaken: number;
}

/**
 * A subscriber to the orders topic that does nothing but write down which orders SNS published. What the ledger says is
 * held against this, so that nothing is proved by HQ's word alone.
 */
export class Witness {
  readonly #server: Server;
  readonly #sns: SNSClient;
  readonly #topicArn: string;
  readonly #seen = new Set<string>();
  #repeats = 0;
  #overtaken = 0;
  #latest = 0;
  #onConfirmed: () => void = () => undefined;

  private constructor(endpoint: AwsEndpoint, topicArn: string) {
    this.#sns = new SNSClient(clientConfig(endpoint));
    this.#topicArn = topicArn;
    this.#server = createServer((request, response) => {
      this.#take(request).then(
        () => response.writeHead(200).end(),
        () => response.writeHead(503).end(),
      );
    });
  }

  /**
   * Resolves when everything that is published from then on will be seen.
   *
   * @throws if SNS does not ask for the confirmation within 10 s
   */
  static async start(endpoint: AwsEndpoint, topicArn: string): Promise<Witness> {
    const witness = new Witness(endpoint, topicArn);
    try {
      await witness.#subscribe();
      return witness;
    } catch (error) {
      await witness.close();
      throw error;
    }
  }

  get orderIds(): ReadonlySet<string> {
    return this.#seen;
  }

  get counts(): WitnessCounts {
    return { repeats: this.#repeats, overtaken: this.#overtaken };
  }

  async close(): Promise<void> {
    this.#sns.destroy();
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #subscribe(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    const confirmed = new Promise<void>((resolve) => {
      this.#onConfirmed = resolve;
    });
    const Endpoint = `http://127.0.0.1:${port}/`;
    await this.#sns.send(new SubscribeCommand({ TopicArn: this.#topicArn, Protocol: 'http', Endpoint }));
    await within(CONFIRMATION_LIMIT_MS, () => confirmed);
  }

  async #take(request: IncomingMessage): Promise<void> {
    const {
      Type,
      TopicArn,
      Token,
      Subject,
      Timestamp = '',
    } = v.parse(envelope, JSON.parse(await textOf(request)));
    if (TopicArn !== this.#topicArn) return;
    if (Type === 'SubscriptionConfirmation') {
      await this.#sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
      this.#onConfirmed();
    } else if (Type === 'Notification' && Subject !== undefined) this.#see(Subject, Date.parse(Timestamp));
  }

  #see(orderId: string, publishedAt: number): void {
    if (this.#seen.has(orderId)) this.#repeats += 1;
    this.#seen.add(orderId);
    if (publishedAt < this.#latest - OVERTAKEN_MS) this.#overtaken += 1;
    this.#latest = Math.max(this.#latest, publishedAt);
  }
}

/** @throws if it is too long */
async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Error(`More than ${BODY_LIMIT} bytes are no order.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
