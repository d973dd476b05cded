/** Deliveries disturbed on purpose: repeated and out of order, as SNS's contract allows. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { waitFor } from '@interstella/libs/testing';
import { type Endpoints, startEndpoints } from '../emulator/endpoints/index.ts';
import { KEY_HEADER } from '../control-key/index.ts';
import { localClient } from './local-client.ts';
import { Receiver } from './receiver.ts';

const PATH = '/orders/';
const MESSAGES = 20;
const KEY = 'a key that nobody knows';

let endpoints: Endpoints;
let sns: SNSClient;
let receiver: Receiver;
let TopicArn: string;

beforeEach(async () => {
  receiver = await Receiver.start();
  endpoints = await startEndpoints({ host: '127.0.0.1', port: 0, region: 'us-east-1', controlKey: KEY });
  sns = new SNSClient(localClient(endpoints.url));
  ({ TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'orders' })));
});
afterEach(async () => {
  sns.destroy();
  await receiver.stop();
  await endpoints.close();
});

async function subscribe(Attributes: Record<string, string> = {}): Promise<void> {
  const Endpoint = receiver.url(PATH);
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint, Attributes }));
  const [{ envelope }] = await receiver.arrived(PATH, 'SubscriptionConfirmation');
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: envelope.Token }));
}

function disturb(
  body: object | string,
  headers: Record<string, string> = { [KEY_HEADER]: KEY },
  { url } = endpoints,
): Promise<Response> {
  return fetch(`${url}/_interstella/disturb-deliveries`, {
    method: 'PUT',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function publish(): Promise<string[]> {
  const sent = Array.from({ length: MESSAGES }, (_, index) => String(index));
  for (const Message of sent) await sns.send(new PublishCommand({ TopicArn, Message }));
  return sent;
}

const messages = () => receiver.on(PATH, 'Notification').map(({ envelope }) => envelope.Message ?? '');

describe('disturbed deliveries', () => {
  it('come as often as asked, each with the same message id', async () => {
    await subscribe();
    expect((await disturb({ copies: 3, forMs: 60_000 })).status).toBe(200);
    const sent = await publish();
    await receiver.arrived(PATH, 'Notification', 3 * MESSAGES);
    const ids = receiver.on(PATH, 'Notification').map(({ envelope }) => envelope.MessageId);
    expect(new Set(ids).size).toBe(MESSAGES);
    expect(messages().sort()).toEqual(sent.flatMap((message) => [message, message, message]).sort());
  });

  it('come out of order, and each of them', async () => {
    await subscribe();
    await disturb({ spreadMs: 300, forMs: 60_000 });
    const sent = await publish();
    await receiver.arrived(PATH, 'Notification', MESSAGES);
    expect(messages()).not.toEqual(sent);
    expect(messages().sort()).toEqual(sent.sort());
  });

  it('are as ever when their time is over', async () => {
    await subscribe();
    await disturb({ copies: 2, forMs: 60_000 });
    await disturb({ copies: 2, forMs: 0 });
    const sent = await publish();
    await receiver.arrived(PATH, 'Notification', MESSAGES);
    expect(messages().sort()).toEqual(sent.sort());
  });

  it('that nobody takes are dead-lettered once', async () => {
    const sqs = new SQSClient(localClient(endpoints.url));
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'redrive' }));
    const attributes = (names: ('QueueArn' | 'ApproximateNumberOfMessages')[]) =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: names }));
    const { QueueArn } = (await attributes(['QueueArn'])).Attributes ?? {};
    await subscribe({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: QueueArn }) });
    receiver.answer(PATH, () => 400);
    await disturb({ copies: 2, forMs: 60_000 });
    await publish();
    await receiver.arrived(PATH, 'Notification', 2 * MESSAGES);
    const count = await waitFor('every dead letter', async () => {
      const { Attributes } = await attributes(['ApproximateNumberOfMessages']);
      const found = Number(Attributes?.ApproximateNumberOfMessages);
      return found >= MESSAGES && found;
    });
    expect(count).toBe(MESSAGES);
    sqs.destroy();
  });

  it('need the key', async () => {
    for (const headers of [{}, { [KEY_HEADER]: `${KEY}!` }]) {
      expect((await disturb({ copies: 2, forMs: 60_000 }, headers)).status).toBe(401);
    }
    await subscribe();
    await publish();
    await receiver.arrived(PATH, 'Notification', MESSAGES);
    expect(messages()).toHaveLength(MESSAGES);
  });

  it('are not there where nobody has a key for them', async () => {
    const undisturbed = await startEndpoints({ host: '127.0.0.1', port: 0, region: 'us-east-1' });
    const { status } = await disturb({ copies: 2, forMs: 60_000 }, undefined, undisturbed);
    await undisturbed.close();
    expect(status).toBe(400);
  });

  it.each([['{'], [{ copies: 6, forMs: 1 }], [{ copies: 2 }], [{ forMs: 1e9 }], [{ forMs: 1, speed: 2 }]])(
    'are refused for %j',
    async (body) => {
      expect((await disturb(body)).status).toBe(400);
    },
  );
});
