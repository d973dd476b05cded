import {
  type GetSubscriptionAttributesCommandInput,
  ListSubscriptionsCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { type GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { findRedriveQueues } from './redrive-queues.ts';

const ARN = 'arn:aws:sns:us-east-1:111111111111';

/** An account with a subscription for each queue, by the queue's name; and one that has none. */
function accountWith(...queues: string[]) {
  const subscriptions = [...queues, undefined].map((queue, index) => ({
    SubscriptionArn: `${ARN}:topic:${index}`,
    TopicArn: `${ARN}:topic`,
    Protocol: 'http',
    Endpoint: `http://service-${index}/`,
    queue,
  }));
  const sns = Object.assign(new SNSClient({ region: 'us-east-1' }), {
    send: (command: { input: unknown }) => {
      if (command instanceof ListSubscriptionsCommand)
        return Promise.resolve({ Subscriptions: subscriptions });
      const { SubscriptionArn } = command.input as GetSubscriptionAttributesCommandInput;
      const queue = subscriptions.find((one) => one.SubscriptionArn === SubscriptionArn)?.queue;
      if (queue === undefined) return Promise.resolve({ Attributes: {} });
      const deadLetterTargetArn = `arn:aws:sqs:us-east-1:111111111111:${queue}`;
      return Promise.resolve({ Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) } });
    },
  });
  const sqs = Object.assign(new SQSClient({ region: 'us-east-1' }), {
    send: ({ input }: GetQueueUrlCommand) =>
      Promise.resolve({ QueueUrl: `https://sqs/${input.QueueName ?? ''}` }),
  });
  return [sns, sqs] as const;
}

describe('findRedriveQueues', () => {
  it('finds the queues of subscriptions, with those who share one', async () => {
    const queues = await findRedriveQueues(...accountWith('first', 'shared', 'shared'));
    expect(queues.map(({ queueUrl, subscriptions }) => [queueUrl, subscriptions.length])).toEqual([
      ['https://sqs/first', 1],
      ['https://sqs/shared', 2],
    ]);
  });

  it('leaves alone what is no business of ours in the account', async () => {
    const queues = await findRedriveQueues(...accountWith('ours', 'others'), (name) => name === 'ours');
    expect(queues.map(({ queueUrl }) => queueUrl)).toEqual(['https://sqs/ours']);
  });
});
