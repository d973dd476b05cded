import { describe, expect, it } from '@jest/globals';
import { Queues } from '../sqs/queues.ts';
import { type Delivery } from './deliveries.ts';
import { Publisher } from './publisher.ts';
import { SigningIdentity } from './signing-identity.ts';
import { SnsState, type Topic } from './sns-state.ts';

const PLACE = { region: 'us-east-1', account: '000000000000', url: 'http://127.0.0.1:4566' };
const clock = () => Date.parse('2026-11-30T09:00:00Z');

function makeTopic(deliveryPolicy?: Topic['deliveryPolicy']): Topic {
  return {
    arn: 'arn:aws:sns:us-east-1:000000000000:orders',
    attributes: new Map(),
    tags: new Map(),
    signatureVersion: 2,
    deliveryPolicy,
    deletedSubscriptions: 0,
  };
}

/** Publishes to a confirmed subscription of each protocol, and gives what is delivered to each. */
async function deliver(texts: Record<'http' | 'https', string>, topic = makeTopic()) {
  const prepared: (() => Promise<readonly Delivery[]>)[] = [];
  const state = new SnsState(clock);
  for (const protocol of ['http', 'https'] as const) {
    const endpoint = `${protocol}://127.0.0.1/${protocol}/`;
    const own = {
      attributes: new Map<string, string>(),
      deliveryPolicy: undefined,
      deadLetterTargetArn: undefined,
    };
    state.confirm(
      state.addSubscription({ arn: `${topic.arn}:${protocol}`, topic, protocol, endpoint, ...own }),
    );
  }
  const publisher = new Publisher({
    place: PLACE,
    identity: await SigningIdentity.make(clock),
    state,
    deliveries: {
      requireRoom: () => undefined,
      accept: (_count, _bytes, prepare) => prepared.push(prepare),
    },
    queues: new Queues(PLACE, clock),
    certificateHost: undefined,
    clock,
    report: () => undefined,
  });
  publisher.publish(topic, { texts, subject: undefined, attributes: new Map(), size: 1 });
  const deliveries = (await Promise.all(prepared.map((prepare) => prepare()))).flat();
  return deliveries.map(({ headers, body }) => ({
    headers,
    envelope: JSON.parse(body()) as Readonly<Record<string, string>>,
  }));
}

describe('a published message', () => {
  it('has the text of each subscription’s protocol, under one message id, each signed', async () => {
    const [http, https] = await deliver({ http: 'h', https: 's' });
    expect(http?.envelope.Message).toBe('h');
    expect(https?.envelope.Message).toBe('s');
    expect(https?.envelope.MessageId).toBe(http?.envelope.MessageId);
    expect(https?.envelope.Signature).not.toBe(http?.envelope.Signature);
  });

  it('is signed once where the text is the same', async () => {
    const [http, https] = await deliver({ http: 'm', https: 'm' });
    expect(https?.envelope.Signature).toBe(http?.envelope.Signature);
  });

  it('has the content type that the delivery policy chooses, else text/plain', async () => {
    const texts = { http: 'm', https: 'm' };
    const types = async (topic?: Topic) =>
      (await deliver(texts, topic)).map(({ headers }) => headers['content-type']);
    expect(await types()).toEqual(['text/plain; charset=UTF-8', 'text/plain; charset=UTF-8']);
    const topic = makeTopic({
      retry: undefined,
      maxReceivesPerSecond: undefined,
      contentType: 'application/json',
      disableSubscriptionOverrides: false,
    });
    expect(await types(topic)).toEqual(['application/json', 'application/json']);
  });
});
