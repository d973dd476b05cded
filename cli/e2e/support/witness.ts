import { ConfirmSubscriptionCommand, SNSClient } from '@aws-sdk/client-sns';
import { StubUpstream } from '@interstella/libs/testing';
import { clientConfig, type AwsEndpoint } from '@interstella/rehearsal/kit/aws-endpoint.ts';

interface Envelope {
  readonly Type: string;
  readonly TopicArn: string;
  readonly Token?: string;
  readonly Subject?: string;
  readonly Timestamp: string;
}

/**
 * A subscriber that does nothing but write down what SNS published: what HQ says about its orders is held against that,
 * and not against HQ itself.
 */
export class Witness {
  readonly #stub: StubUpstream;
  readonly #seen = new Map<string, Map<string, number>>();

  private constructor(stub: StubUpstream) {
    this.#stub = stub;
  }

  static async start(endpoint: AwsEndpoint): Promise<Witness> {
    const stub = await StubUpstream.start({ status: 500 });
    const witness = new Witness(stub);
    const sns = new SNSClient(clientConfig(endpoint));
    stub.behaves(async ({ body }) => {
      const { Type, TopicArn, Token, Subject, Timestamp } = JSON.parse(body) as Envelope;
      if (Type === 'SubscriptionConfirmation') {
        await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
      } else if (Subject !== undefined) {
        witness.#of(TopicArn).set(Subject, Date.parse(Timestamp));
      }
      return { status: 200 };
    });
    return witness;
  }

  get url(): string {
    return this.#stub.url;
  }

  /** The orders that SNS says were published on the topic at a time, in ms, or later. */
  ordersOn(topicArn: string, since = 0): ReadonlySet<string> {
    const orders = [...this.#of(topicArn)].filter(([, publishedAt]) => publishedAt >= since);
    return new Set(orders.map(([orderId]) => orderId));
  }

  close(): Promise<void> {
    return this.#stub.close();
  }

  #of(topicArn: string): Map<string, number> {
    let orders = this.#seen.get(topicArn);
    if (!orders) this.#seen.set(topicArn, (orders = new Map<string, number>()));
    return orders;
  }
}
