import { beforeAll, describe, expect, it } from '@jest/globals';
import { BadRequestException, ForbiddenException } from '@nestjs/common';
import { Logs } from '../logs/index.ts';
import { Parameters } from '../parameters/index.ts';
import { ServiceKey } from '../service-key/index.ts';
import { SnsSigner, TEST_TOPIC } from '../testing/index.ts';
import { PinnedCertificate } from './certificate-store.ts';
import { DeliveryReceiver } from './delivery-receiver.ts';
import { OrderHandler, type Order } from './order.ts';
import { SignatureVerifier } from './signature-verifier.ts';
import { SubscriptionConfirmer } from './subscription-confirmer.ts';

let signer: SnsSigner;

beforeAll(async () => {
  signer = await SnsSigner.create();
});

class RecordingHandler extends OrderHandler {
  readonly orders: Order[] = [];

  handle(order: Order): Promise<string> {
    this.orders.push(order);
    return Promise.resolve('handled');
  }
}

class RecordingConfirmer extends SubscriptionConfirmer {
  readonly confirmed: string[][] = [];

  confirm(topicArn: string, token: string): Promise<void> {
    this.confirmed.push([topicArn, token]);
    return Promise.resolve();
  }
}

function prepare() {
  const handler = new RecordingHandler();
  const confirmer = new RecordingConfirmer();
  const keys = new Parameters({ SERVICE_KEY: 'service key' }, () =>
    Promise.reject(new Error('not to be asked')),
  );
  const receiver = new DeliveryReceiver({
    item: 'bundle',
    verifier: new SignatureVerifier([TEST_TOPIC], new PinnedCertificate(signer.certificate)),
    confirmer,
    serviceKey: new ServiceKey(keys),
    logs: new Logs('test', 'text', { write: () => undefined, flush: () => Promise.resolve() }),
  });
  const receive = (body: unknown, headers: Record<string, string> = {}) =>
    receiver.receive({ headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, handler);
  return { confirmer, handler, receive };
}

const order = { Message: '{"bundle": 1}' };

describe('DeliveryReceiver', () => {
  it('hands a notification on, by the order id in its Subject', async () => {
    const { handler, receive } = prepare();
    const envelope = signer.notification({ ...order, Subject: 'order-1' });
    expect(await receive(envelope, { 'x-amz-sns-message-type': 'Notification' })).toBe('handled');
    expect(handler.orders).toEqual([{ id: 'order-1', origin: 'sns' }]);
  });

  it('makes the id of a notification without a Subject from its message id', async () => {
    const { handler, receive } = prepare();
    await receive(signer.notification({ ...order, MessageId: 'm-1' }));
    expect(handler.orders).toEqual([{ id: 'sns-m-1', origin: 'sns' }]);
  });

  it.each(['', 'two words', '-x', 'a'.repeat(81)])('refuses the Subject %j', async (Subject) => {
    const { handler, receive } = prepare();
    await expect(receive(signer.notification({ ...order, Subject }))).rejects.toThrow(BadRequestException);
    expect(handler.orders).toEqual([]);
  });

  it('hands nothing on that SNS did not sign', async () => {
    const { handler, receive } = prepare();
    const forged = { ...signer.notification({ ...order, Subject: 'order-1' }), Subject: 'order-2' };
    await expect(receive(forged)).rejects.toThrow(ForbiddenException);
    expect(handler.orders).toEqual([]);
  });

  it.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation', 'Something'])(
    'refuses a notification that its header calls a %s',
    async (type) => {
      const { handler, receive } = prepare();
      const headers = { 'x-amz-sns-message-type': type };
      await expect(receive(signer.notification(order), headers)).rejects.toThrow(BadRequestException);
      expect(handler.orders).toEqual([]);
    },
  );

  it('takes nothing for a direct order that its header calls a delivery', async () => {
    const { receive } = prepare();
    const headers = { 'x-amz-sns-message-type': 'Notification', 'x-api-key': 'service key' };
    await expect(receive({ Message: { bundle: 1 } }, headers)).rejects.toThrow(BadRequestException);
  });

  it('confirms a subscription that SNS asks about, and hands nothing on', async () => {
    const { confirmer, handler, receive } = prepare();
    expect(await receive(signer.confirmation({ Token: 'token' }))).toBe('Subscription confirmed');
    expect(confirmer.confirmed).toEqual([[TEST_TOPIC, 'token']]);
    expect(handler.orders).toEqual([]);
  });

  it('confirms nothing that is forged, and nothing that is an end', async () => {
    const { confirmer, receive } = prepare();
    await expect(receive({ ...signer.confirmation({}), Token: 'other' })).rejects.toThrow(ForbiddenException);
    expect(await receive(signer.confirmation({ Type: 'UnsubscribeConfirmation' }))).toBe('Noted');
    expect(confirmer.confirmed).toEqual([]);
  });

  it('gives a direct order an id of its own, if it has the service key', async () => {
    const { handler, receive } = prepare();
    await receive({ Message: { bundle: '1' } }, { 'x-api-key': 'service key' });
    expect(handler.orders).toEqual([{ id: expect.stringMatching(/^direct-/), origin: 'direct' }]);
    await expect(receive({ Message: { bundle: '1' } }, { 'x-api-key': 'wrong' })).rejects.toThrow('wrong');
    await expect(receive({ Message: { bundle: '1' } })).rejects.toThrow('missing');
    expect(handler.orders).toHaveLength(1);
  });

  it.each(['', 'null', '[]', '1', '"text"', '{', 'undefined'])('refuses the body %j', async (body) => {
    const { receive } = prepare();
    await expect(receive(body)).rejects.toThrow(BadRequestException);
  });
});
