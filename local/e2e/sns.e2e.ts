/** THE SNS SUITE, first part: topics, the handshake, attributes, errors. See Suite for running it against another SNS. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
  paginateListTopics,
} from '@aws-sdk/client-sns';
import { Suite } from './suite.ts';
import { isAuthentic } from './verify-delivery.ts';

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.start();
});
afterAll(async () => {
  await suite.stop();
});

const subscribe = (TopicArn: string, path: string, Attributes: Record<string, string> = {}) => {
  const Endpoint = suite.receiver.url(path);
  const Protocol = new URL(Endpoint).protocol.slice(0, -1);
  return suite.sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes }));
};

describe('topics', () => {
  it('are created once, listed, and deleted', async () => {
    const topicArn = await suite.createTopic();
    const Name = topicArn.split(':').at(-1) ?? '';
    expect(topicArn).toMatch(/^arn:aws:sns:[a-z0-9-]+:\d{12}:interstella-suite-/);
    expect(await suite.sns.send(new CreateTopicCommand({ Name }))).toMatchObject({ TopicArn: topicArn });

    const listed: (string | undefined)[] = [];
    for await (const { Topics = [] } of paginateListTopics({ client: suite.sns }, {})) {
      listed.push(...Topics.map(({ TopicArn }) => TopicArn));
    }
    expect(listed.filter((arn) => arn === topicArn)).toHaveLength(1);

    await suite.sns.send(new DeleteTopicCommand({ TopicArn: topicArn }));
    await suite.sns.send(new DeleteTopicCommand({ TopicArn: topicArn }));
    await expect(suite.sns.send(new GetTopicAttributesCommand({ TopicArn: topicArn }))).rejects.toMatchObject(
      { name: 'NotFoundException', $metadata: { httpStatusCode: 404 } },
    );
  });

  it('are not created again with different attributes', async () => {
    const Name = (await suite.createTopic({ SignatureVersion: '2' })).split(':').at(-1) ?? '';
    await expect(
      suite.sns.send(new CreateTopicCommand({ Name, Attributes: { SignatureVersion: '1' } })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it.each(['', 'a b', 'a/b', 'x'.repeat(257)])('are not named %j', async (Name) => {
    await expect(suite.sns.send(new CreateTopicCommand({ Name }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('keep the attributes that are set, and refuse invalid ones', async () => {
    const TopicArn = await suite.createTopic();
    const set = (AttributeName: string, AttributeValue: string) =>
      suite.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
    const policy = {
      http: { defaultHealthyRetryPolicy: { minDelayTarget: 1, maxDelayTarget: 2, numRetries: 5 } },
    };
    const throttled = {
      http: {
        ...policy.http,
        defaultThrottlePolicy: { maxReceivesPerSecond: 5 },
        defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
      },
    };
    await set('SignatureVersion', '2');
    await set('DeliveryPolicy', JSON.stringify(throttled));
    const { Attributes } = await suite.sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, SignatureVersion: '2', SubscriptionsConfirmed: '0' });
    expect(JSON.parse(Attributes?.DeliveryPolicy ?? '')).toMatchObject(throttled);
    expect(JSON.parse(Attributes?.EffectiveDeliveryPolicy ?? '')).toMatchObject({
      http: { ...policy.http, defaultThrottlePolicy: { maxReceivesPerSecond: 5 } },
    });
    for (const [name, value] of [
      ['SignatureVersion', '3'],
      ['DeliveryPolicy', '{'],
      ['Colour', 'red'],
    ] as const) {
      await expect(set(name, value)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    }
  });
});

describe('a subscription', () => {
  it('gets a signed confirmation request, and no notification before it is confirmed', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    expect(await subscribe(TopicArn, path)).toMatchObject({ SubscriptionArn: 'pending confirmation' });

    const [request] = await suite.receiver.arrived(path, 'SubscriptionConfirmation');
    expect(request.headers).toMatchObject({
      'content-type': 'text/plain; charset=UTF-8',
      'x-amz-sns-message-type': 'SubscriptionConfirmation',
      'x-amz-sns-message-id': request.envelope.MessageId,
      'x-amz-sns-topic-arn': TopicArn,
    });
    expect(request.headers).not.toHaveProperty('x-amz-sns-subscription-arn');
    expect(request.envelope).toMatchObject({ TopicArn, SignatureVersion: '1' });
    expect(request.envelope).not.toHaveProperty('UnsubscribeURL');
    expect(await isAuthentic(request)).toBe(true);
    const { Subscriptions } = await suite.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toMatchObject([
      { SubscriptionArn: 'PendingConfirmation', TopicArn, Endpoint: suite.receiver.url(path) },
    ]);

    await suite.sns.send(new PublishCommand({ TopicArn, Message: 'too early' }));
    const { SubscriptionArn = '' } = await suite.sns.send(
      new ConfirmSubscriptionCommand({ TopicArn, Token: request.envelope.Token }),
    );
    await suite.sns.send(new PublishCommand({ TopicArn, Message: 'in time' }));
    const [notification] = await suite.receiver.arrived(path, 'Notification');
    expect(notification.envelope.Message).toBe('in time');
    expect(SubscriptionArn).toContain(`${TopicArn}:`);
    const { Attributes } = await suite.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes).toMatchObject({ PendingConfirmation: 'false', Protocol: 'http', TopicArn });
  });

  it('is confirmed only with its own token', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    await subscribe(TopicArn, path);
    const [{ envelope }] = await suite.receiver.arrived(path, 'SubscriptionConfirmation');
    const other = await suite.createTopic();
    for (const input of [
      { TopicArn, Token: 'ab'.repeat(64) },
      { TopicArn: other, Token: envelope.Token },
    ]) {
      await expect(suite.sns.send(new ConfirmSubscriptionCommand(input))).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining('Token'),
      });
    }
  });

  it('is confirmed by following its SubscribeURL, without a signature', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    await subscribe(TopicArn, path);
    const [{ envelope }] = await suite.receiver.arrived(path, 'SubscriptionConfirmation');
    const answer = await fetch(envelope.SubscribeURL ?? '');
    expect(answer.status).toBe(200);
    const [, arn] = /<SubscriptionArn>([^<]+)</.exec(await answer.text()) ?? [];
    const { Subscriptions } = await suite.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toMatchObject([{ SubscriptionArn: arn }]);
  });

  it('asked for again while it is pending gets its confirmation request again; once confirmed, its ARN', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    await subscribe(TopicArn, path);
    await suite.receiver.arrived(path, 'SubscriptionConfirmation', 1);
    await subscribe(TopicArn, path);
    const requests = await suite.receiver.arrived(path, 'SubscriptionConfirmation', 2);
    const { SubscriptionArn } = await suite.sns.send(
      new ConfirmSubscriptionCommand({ TopicArn, Token: requests[1]?.envelope.Token }),
    );
    expect(await subscribe(TopicArn, path)).toMatchObject({ SubscriptionArn });
    const { Subscriptions } = await suite.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toHaveLength(1);
  });

  it('is ended by its owner without a word, and gets nothing more', async () => {
    const TopicArn = await suite.createTopic();
    const [ended, other] = [suite.newPath(), suite.newPath()];
    const SubscriptionArn = await suite.subscribe(TopicArn, ended);
    await suite.subscribe(TopicArn, other);
    await suite.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    await suite.sns.send(new PublishCommand({ TopicArn, Message: 'unheard' }));
    await suite.receiver.arrived(other, 'Notification');
    const types = suite.receiver.on(ended).map(({ envelope }) => envelope.Type);
    expect(types).toEqual(['SubscriptionConfirmation']);
    const { Subscriptions } = await suite.sns.send(new ListSubscriptionsCommand({}));
    expect(Subscriptions?.map((subscription) => subscription.SubscriptionArn)).not.toContain(SubscriptionArn);
  });

  it.each([
    ['sqs', 'arn:aws:sqs:us-east-1:000000000000:q', {}],
    ['http', 'https://example.com/', {}],
    ['http', 'not a URL', {}],
    ['http', 'http://example.com/', { DeliveryPolicy: '{"healthyRetryPolicy":{"numRetries":101}}' }],
    ['http', 'http://example.com/', { RedrivePolicy: '{"deadLetterTargetArn":"nowhere"}' }],
    ['http', 'http://example.com/', { Colour: 'red' }],
  ])('is refused for %s %s %j', async (Protocol, Endpoint, Attributes) => {
    const TopicArn = await suite.createTopic();
    await expect(
      suite.sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('keeps the attributes that are set, its own policy before its topic’s', async () => {
    const policy = (numRetries: number) => ({ minDelayTarget: 1, maxDelayTarget: 2, numRetries });
    const TopicArn = await suite.createTopic({
      DeliveryPolicy: JSON.stringify({ http: { defaultHealthyRetryPolicy: policy(4) } }),
    });
    const SubscriptionArn = await suite.subscribe(TopicArn, suite.newPath());
    const effective = async () => {
      const { Attributes } = await suite.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
      return JSON.parse(Attributes?.EffectiveDeliveryPolicy ?? '') as unknown;
    };
    const set = (AttributeName: string, AttributeValue: string) =>
      suite.sns.send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
      );
    expect(await effective()).toMatchObject({ healthyRetryPolicy: policy(4) });
    await set('DeliveryPolicy', JSON.stringify({ healthyRetryPolicy: policy(7) }));
    expect(await effective()).toMatchObject({ healthyRetryPolicy: policy(7) });
    await set('DeliveryPolicy', JSON.stringify({ throttlePolicy: { maxReceivesPerSecond: 3 } }));
    expect(await effective()).toMatchObject({
      healthyRetryPolicy: policy(4),
      throttlePolicy: { maxReceivesPerSecond: 3 },
    });
    await expect(set('DeliveryPolicy', '{"healthyRetryPolicy":{"maxDelayTarget":1}}')).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('that does not exist is NotFound', async () => {
    const SubscriptionArn = `${await suite.createTopic()}:00000000-0000-0000-0000-000000000000`;
    await expect(
      suite.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});
