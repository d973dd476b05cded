/** THE SNS SUITE, second part: notifications, redelivery, dead letters. See Suite for running it elsewhere. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PublishCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { waitFor } from '@interstella/libs/testing';
import { Suite } from './suite.ts';
import { isAuthentic } from './verify-delivery.ts';

/** Retries at once: valid for real SNS, and no test has to wait. */
const TWO_RETRIES = JSON.stringify({ healthyRetryPolicy: { numRetries: 2, numNoDelayRetries: 2 } });

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.start();
});
afterAll(async () => {
  await suite.stop();
});

const publish = (TopicArn: string, Message: string, Subject?: string) =>
  suite.sns.send(new PublishCommand({ TopicArn, Message, Subject }));

/** The next message of a queue, which is deleted there. */
async function take(QueueUrl: string): Promise<Message> {
  const message = await waitFor('a dead letter', async () => {
    const { Messages } = await suite.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MessageAttributeNames: ['All'] }),
    );
    return Messages?.[0];
  });
  await suite.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  return message;
}

describe('a notification', () => {
  it.each(['1', '2'])('is signed in version %s over its subject too', async (SignatureVersion) => {
    const TopicArn = await suite.createTopic({ SignatureVersion });
    const path = suite.newPath();
    const SubscriptionArn = await suite.subscribe(TopicArn, path);
    const text = '{"bundle": 1}\n"é" \u{1F680} <&>';
    const { MessageId } = await publish(TopicArn, text, 'Größe-1');

    const [delivery] = await suite.receiver.arrived(path, 'Notification');
    expect(delivery.headers).toMatchObject({
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': MessageId,
      'x-amz-sns-topic-arn': TopicArn,
      'x-amz-sns-subscription-arn': SubscriptionArn,
    });
    expect(delivery.envelope).toEqual({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'Größe-1',
      Message: text,
      Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      SignatureVersion,
      Signature: expect.any(String),
      SigningCertURL: expect.stringMatching(/\/SimpleNotificationService-[0-9a-f]{32}\.pem$/),
      UnsubscribeURL: expect.stringContaining(new URLSearchParams({ SubscriptionArn }).toString()),
    });
    expect(await isAuthentic(delivery)).toBe(true);
    const forged = { ...delivery, envelope: { ...delivery.envelope, Subject: 'order-2' } };
    expect(await isAuthentic(forged)).toBe(false);
  });

  it('has the content type that the delivery policy chooses', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    const DeliveryPolicy = JSON.stringify({ requestPolicy: { headerContentType: 'application/json' } });
    await suite.subscribe(TopicArn, path, { DeliveryPolicy });
    await publish(TopicArn, 'm');
    const [delivery] = await suite.receiver.arrived(path, 'Notification');
    expect(delivery.headers['content-type']).toBe('application/json');
  });

  it('without a subject has none, and is signed all the same', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    await suite.subscribe(TopicArn, path);
    await publish(TopicArn, 'm');
    const [delivery] = await suite.receiver.arrived(path, 'Notification');
    expect(delivery.envelope).not.toHaveProperty('Subject');
    expect(await isAuthentic(delivery)).toBe(true);
  });

  it('is signed in the version that its topic has at the time', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    await suite.subscribe(TopicArn, path);
    const version = { TopicArn, AttributeName: 'SignatureVersion', AttributeValue: '2' };
    await suite.sns.send(new SetTopicAttributesCommand(version));
    await publish(TopicArn, 'm');
    const [delivery] = await suite.receiver.arrived(path, 'Notification');
    expect(delivery.envelope.SignatureVersion).toBe('2');
    expect(await isAuthentic(delivery)).toBe(true);
  });

  it('carries its message attributes', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    await suite.subscribe(TopicArn, path);
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'bundle' },
      raw: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2, 255]) },
    };
    await suite.sns.send(new PublishCommand({ TopicArn, Message: 'm', MessageAttributes }));
    const [delivery] = await suite.receiver.arrived(path, 'Notification');
    expect(delivery.envelope.MessageAttributes).toEqual({
      kind: { Type: 'String', Value: 'bundle' },
      raw: { Type: 'Binary', Value: 'AQL/' },
    });
    expect(await isAuthentic(delivery)).toBe(true);
  });

  it('ends its subscription by its UnsubscribeURL, which tells the endpoint how to have it back', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    const SubscriptionArn = await suite.subscribe(TopicArn, path);
    await publish(TopicArn, 'm');
    const [{ envelope }] = await suite.receiver.arrived(path, 'Notification');
    expect((await fetch(envelope.UnsubscribeURL ?? '')).status).toBe(200);
    const [goodbye] = await suite.receiver.arrived(path, 'UnsubscribeConfirmation');
    expect(goodbye.headers).toMatchObject({ 'x-amz-sns-subscription-arn': SubscriptionArn });
    expect(await isAuthentic(goodbye)).toBe(true);
    await publish(TopicArn, 'unheard');

    expect((await fetch(goodbye.envelope.SubscribeURL ?? '')).status).toBe(200);
    await publish(TopicArn, 'heard');
    const [, notification] = await suite.receiver.arrived(path, 'Notification', 2);
    expect(notification?.envelope.Message).toBe('heard');
  });
});

describe('a throttle policy', () => {
  it('holds back what comes to its subscription, and nobody else', async () => {
    const TopicArn = await suite.createTopic();
    const [throttled, free] = [suite.newPath(), suite.newPath()];
    const DeliveryPolicy = JSON.stringify({ throttlePolicy: { maxReceivesPerSecond: 1 } });
    await suite.subscribe(TopicArn, throttled, { DeliveryPolicy });
    await suite.subscribe(TopicArn, free);
    for (const text of ['one', 'two', 'three']) await publish(TopicArn, text);
    await suite.receiver.arrived(free, 'Notification', 3);
    expect(suite.receiver.on(throttled, 'Notification').length).toBeLessThanOrEqual(1);
    await suite.receiver.arrived(throttled, 'Notification', 3);
  });
});

describe('a delivery that is not taken', () => {
  it('is tried again, the same in every byte, until it is', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    await suite.subscribe(TopicArn, path, { DeliveryPolicy: TWO_RETRIES });
    const before = suite.receiver.on(path).length;
    suite.receiver.answer(path, (count) => (count - before <= 2 ? 500 : 200));
    const { MessageId } = await publish(TopicArn, 'persistent');
    const attempts = await suite.receiver.arrived(path, 'Notification', 3);
    for (const attempt of attempts) {
      expect(attempt.body).toBe(attempts[0].body);
      expect(attempt.headers['x-amz-sns-message-id']).toBe(MessageId);
    }
    await publish(TopicArn, 'next');
    const all = await suite.receiver.arrived(path, 'Notification', 4);
    expect(all[3]?.envelope.Message).toBe('next');
  });

  it.each([
    ['refused for good with 404', 404, 1],
    ['answered 503 to the last', 503, 3],
    ['refused for good with 429', 429, 1],
    ['redirected, which is neither followed nor tried again', 301, 1],
  ])('because it is %s (%i) is a dead letter', async (_, status, attempts) => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    const queue = await suite.createQueue();
    await suite.subscribe(TopicArn, path, {
      DeliveryPolicy: TWO_RETRIES,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queue.arn }),
    });
    suite.receiver.answer(path, () => status);
    await publish(TopicArn, '{"bundle": 1}', 'order-7');

    const letter = await take(queue.url);
    const deliveries = suite.receiver.on(path, 'Notification');
    expect(deliveries).toHaveLength(attempts);
    expect(suite.receiver.on('/elsewhere')).toHaveLength(0);
    expect(letter.Body).toBe(deliveries[0]?.body);
    expect(letter.MessageAttributes).toMatchObject({
      RequestID: { DataType: 'String' },
      ErrorCode: { StringValue: String(status) },
      ErrorMessage: { StringValue: expect.stringContaining(String(status)) },
    });
  });

  it('because nobody listens is a dead letter, while other subscribers have it', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    const dead = suite.newPath();
    const queue = await suite.createQueue();
    await suite.subscribe(TopicArn, path);
    await suite.subscribe(TopicArn, dead, {
      DeliveryPolicy: TWO_RETRIES,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queue.arn }),
    });
    suite.receiver.answer(dead, () => 'hang up');
    const { MessageId } = await publish(TopicArn, 'm');
    const letter = await take(queue.url);
    expect(JSON.parse(letter.Body ?? '')).toMatchObject({ MessageId });
    const [delivery] = await suite.receiver.arrived(path, 'Notification');
    expect(delivery.envelope.MessageId).toBe(MessageId);
  });
});
