import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startEndpoints } from '../emulator/endpoints/index.ts';
import { localClient } from './local-client.ts';
import { Receiver } from './receiver.ts';

/**
 * What the SNS suite runs against: by default endpoints of its own on a free port; else the SNS at SNS_SUITE_ENDPOINT with
 * the credentials and region of the environment, so that the suite can be held against the real service. That then needs
 * SNS_SUITE_RECEIVER_URL, a public URL that leads to SNS_SUITE_RECEIVER_PORT (8080) on this machine.
 */
export class Suite {
  readonly #run = Date.now().toString(36);
  readonly #topics: string[] = [];
  readonly #queues: string[] = [];
  #paths = 0;

  private constructor(
    readonly endpoint: string,
    readonly sns: SNSClient,
    readonly sqs: SQSClient,
    readonly receiver: Receiver,
    private readonly stopOwn: () => Promise<void>,
  ) {}

  static async start(): Promise<Suite> {
    const { SNS_SUITE_ENDPOINT: given, SNS_SUITE_RECEIVER_URL: publicUrl } = process.env;
    const port = publicUrl === undefined ? 0 : Number(process.env.SNS_SUITE_RECEIVER_PORT ?? '8080');
    const receiver = await Receiver.start(port, publicUrl);
    if (given !== undefined) {
      const real = new URL(given).hostname.endsWith('.amazonaws.com');
      const sqs = new SQSClient(real ? {} : { endpoint: given });
      return new Suite(given, new SNSClient({ endpoint: given }), sqs, receiver, () => Promise.resolve());
    }
    const own = await startEndpoints({ host: '127.0.0.1', port: 0, region: 'us-east-1' });
    const client = localClient(own.url);
    return new Suite(own.url, new SNSClient(client), new SQSClient(client), receiver, () => own.close());
  }

  /** A path of the receiver that no other test uses. */
  newPath(): string {
    this.#paths += 1;
    return `/suite-${this.#run}-${this.#paths}`;
  }

  async createTopic(Attributes: Record<string, string> = {}): Promise<string> {
    const Name = `interstella-suite-${this.#run}-${this.#topics.length}`;
    const { TopicArn = '' } = await this.sns.send(new CreateTopicCommand({ Name, Attributes }));
    this.#topics.push(TopicArn);
    return TopicArn;
  }

  /** Subscribes a path of the receiver and confirms with the token that comes to it. */
  async subscribe(TopicArn: string, path: string, Attributes: Record<string, string> = {}): Promise<string> {
    const Endpoint = this.receiver.url(path);
    const Protocol = new URL(Endpoint).protocol.slice(0, -1);
    await this.sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes }));
    const [{ envelope }] = await this.receiver.arrived(path, 'SubscriptionConfirmation');
    const { SubscriptionArn = '' } = await this.sns.send(
      new ConfirmSubscriptionCommand({ TopicArn, Token: envelope.Token }),
    );
    return SubscriptionArn;
  }

  /** A queue that SNS may send to. */
  async createQueue(): Promise<{ url: string; arn: string }> {
    const QueueName = `interstella-suite-${this.#run}-${this.#queues.length}`;
    const allowSns = {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [allowSns] });
    const { QueueUrl = '' } = await this.sqs.send(
      new CreateQueueCommand({ QueueName, Attributes: { Policy } }),
    );
    this.#queues.push(QueueUrl);
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    return { url: QueueUrl, arn: Attributes?.QueueArn ?? '' };
  }

  /** Deletes what the tests made, and stops. */
  async stop(): Promise<void> {
    for (const TopicArn of this.#topics) await this.sns.send(new DeleteTopicCommand({ TopicArn }));
    for (const QueueUrl of this.#queues) await this.sqs.send(new DeleteQueueCommand({ QueueUrl }));
    this.sns.destroy();
    this.sqs.destroy();
    await this.receiver.stop();
    await this.stopOwn();
  }
}
