import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import {
  DeleteParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { Parameter, Queue } from './deployment/index.ts';

/** The queues of a template, in SQS. */
export class Queues {
  readonly #sqs: SQSClient;

  constructor(sqs: SQSClient) {
    this.#sqs = sqs;
  }

  /** One that is there with the same attributes stays as it is, with what it holds. */
  async create({ name, messageRetentionPeriodS }: Queue): Promise<void> {
    const Attributes = { MessageRetentionPeriod: String(messageRetentionPeriodS) };
    await this.#sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  }

  async remove({ name }: Queue): Promise<void> {
    const url = await this.url(name);
    if (url !== undefined) await this.#sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
  }

  /** @throws if there is no such queue */
  async arn(name: string): Promise<string> {
    const { QueueUrl } = await this.#sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    return Attributes?.QueueArn ?? '';
  }

  /** Undefined for a queue that is not there. */
  async url(name: string): Promise<string | undefined> {
    try {
      return (await this.#sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
    } catch (error) {
      if (error instanceof QueueDoesNotExist) return undefined;
      throw error;
    }
  }
}

/** The parameters that a template itself puts, in SSM; the keys are put by hand. */
export class Parameters {
  readonly #ssm: SSMClient;

  constructor(ssm: SSMClient) {
    this.#ssm = ssm;
  }

  async put({ name, value }: Parameter): Promise<void> {
    await this.#ssm.send(
      new PutParameterCommand({ Name: name, Value: value, Type: 'String', Overwrite: true }),
    );
  }

  async remove({ name }: Parameter): Promise<void> {
    try {
      await this.#ssm.send(new DeleteParameterCommand({ Name: name }));
    } catch (error) {
      if (!(error instanceof ParameterNotFound)) throw error;
    }
  }
}
