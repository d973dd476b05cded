import { ConfirmSubscriptionCommand, SNSClient } from '@aws-sdk/client-sns';
import { StubUpstream } from '@interstella/libs/testing';
import { clientConfig, type AwsEndpoint } from '../../start/aws-endpoint.ts';

interface Envelope {
  readonly Type: string;
  readonly TopicArn: string;
  readonly Token?: string;
  readonly Subject?: string;
}

/**
 * A subscriber that does nothing but write down what SNS published: what HQ says about its orders is held against that,
 * and not against HQ itself.
 */
export class Witness {
  readonly #stub: StubUpstream;
  readonly #seen = new Map<string, Set<string>>();

  private constructor(stub: StubUpstream) {
    this.#stub = stub;
  }

  static async start(endpoint: AwsEndpoint): Promise<Witness> {
    const stub = await StubUpstream.start({ status: 500 });
    const witness = new Witness(stub);
    const sns = new SNSClient(clientConfig(endpoint));
    stub.behaves(async ({ body }) => {
      const { Type, TopicArn, Token, Subject } = JSON.parse(body) as Envelope;
      if (Type === 'SubscriptionConfirmation') {
        await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
      } else if (Subject !== undefined) {
        witness.#of(TopicArn).add(Subject);
      }
      return { status: 200 };
    });
    return witness;
  }

  get url(): string {
    return this.#stub.url;
  }

  /** The orders published on the topic. */
  ordersOn(topicArn: string): ReadonlySet<string> {
    return this.#of(topicArn);
  }

  close(): Promise<void> {
    return this.#stub.close();
  }

  #of(topicArn: string): Set<string> {
    let orders = this.#seen.get(topicArn);
    if (!orders) this.#seen.set(topicArn, (orders = new Set()));
    return orders;
  }
}
