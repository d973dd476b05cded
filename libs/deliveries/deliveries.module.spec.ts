import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestApp, SnsSigner, TEST_TOPIC } from '../testing/index.ts';
import { DeliveriesModule } from './deliveries.module.ts';
import { DeliveriesService } from './deliveries.service.ts';
import { SignedOrKeyed } from './delivery.guard.ts';
import { deliveryOf, type Delivery, type Order } from './delivery.schema.ts';
import { SubscriptionConfirmer } from './subscription-confirmer.ts';

const KEY = { 'x-api-key': 'service key' };
const order = { Message: '{"bundle": 1}' };

@Controller('order')
class RecordingController {
  static readonly orders: Order[] = [];

  constructor(private readonly deliveries: DeliveriesService) {}

  @Post()
  @HttpCode(200)
  @SignedOrKeyed()
  receive(@Body({ schema: deliveryOf('bundle') }) delivery: Delivery): Promise<string> {
    return this.deliveries.receive(delivery, (received) => {
      RecordingController.orders.push(received);
      return Promise.resolve('handled');
    });
  }
}

describe('deliveries', () => {
  let signer: SnsSigner;
  let app: NestFastifyApplication;
  const { orders } = RecordingController;
  const confirmed: string[][] = [];

  beforeAll(async () => {
    signer = await SnsSigner.create();
  });
  beforeEach(async () => {
    orders.length = 0;
    confirmed.length = 0;
    ({ app } = await createTestApp({
      imports: [DeliveriesModule],
      controllers: [RecordingController],
      settings: {
        TOPIC_ARN: [TEST_TOPIC],
        SNS_PINNED_CERTIFICATE: signer.certificate,
        SERVICE_KEY: 'service key',
      },
      override: (builder) =>
        builder.overrideProvider(SubscriptionConfirmer).useValue({
          confirm: (...confirmation: string[]) => Promise.resolve(confirmed.push(confirmation)),
        }),
    }));
  });
  afterEach(() => app.close());

  async function receive(body: unknown, headers: Record<string, string> = {}) {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    const { statusCode, body: text } = await app.inject({ method: 'POST', url: '/order/', headers, payload });
    return [statusCode, text];
  }
  const refused = [400, expect.any(String)];
  const forbidden = [403, expect.any(String)];

  it('hands a notification on, by the order id in its Subject', async () => {
    const envelope = signer.notification({ ...order, Subject: 'order-1' });
    expect(await receive(envelope, { 'x-amz-sns-message-type': 'Notification' })).toEqual([200, 'handled']);
    expect(orders).toEqual([{ kind: 'order', id: 'order-1', origin: 'sns' }]);
  });

  it('makes the id of a notification without a Subject from its message id', async () => {
    await receive(signer.notification({ ...order, MessageId: 'm-1' }));
    expect(orders).toEqual([{ kind: 'order', id: 'sns-m-1', origin: 'sns' }]);
  });

  it.each(['', 'two words', '-x', 'a'.repeat(81)])('refuses the Subject %j', async (Subject) => {
    expect(await receive(signer.notification({ ...order, Subject }))).toEqual(refused);
    expect(orders).toEqual([]);
  });

  it('hands nothing on that SNS did not sign', async () => {
    const forged = { ...signer.notification({ ...order, Subject: 'order-1' }), Subject: 'order-2' };
    expect(await receive(forged)).toEqual(forbidden);
    expect(orders).toEqual([]);
  });

  it.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation', 'Something'])(
    'refuses a notification that its header calls a %s',
    async (type) => {
      const headers = { 'x-amz-sns-message-type': type };
      expect(await receive(signer.notification(order), headers)).toEqual(refused);
      expect(orders).toEqual([]);
    },
  );

  it('takes nothing for a direct order that its header calls a delivery', async () => {
    const headers = { 'x-amz-sns-message-type': 'Notification', ...KEY };
    expect(await receive({ Message: { bundle: 1 } }, headers)).toEqual(refused);
  });

  it('confirms a subscription that SNS asks about, and hands nothing on', async () => {
    expect(await receive(signer.confirmation({ Token: 'token' }))).toEqual([200, 'Subscription confirmed']);
    expect(confirmed).toEqual([[TEST_TOPIC, 'token']]);
    expect(orders).toEqual([]);
  });

  it('confirms nothing that is forged, and nothing that is an end', async () => {
    expect(await receive({ ...signer.confirmation({}), Token: 'other' })).toEqual(forbidden);
    expect(await receive(signer.confirmation({ Type: 'UnsubscribeConfirmation' }))).toEqual([200, 'Noted']);
    expect(confirmed).toEqual([]);
  });

  it('gives a direct order an id of its own, if it has the service key', async () => {
    await receive({ Message: { bundle: '1' } }, KEY);
    expect(orders).toEqual([{ kind: 'order', id: expect.stringMatching(/^direct-/), origin: 'direct' }]);
    const wrong = await receive({ Message: { bundle: '1' } }, { 'x-api-key': 'wrong' });
    expect(wrong).toEqual([401, expect.stringContaining('wrong')]);
    expect(await receive({ Message: { bundle: '1' } })).toEqual([401, expect.stringContaining('missing')]);
    expect(orders).toHaveLength(1);
  });

  it.each(['', 'null', '[]', '1', '"text"', '{', 'undefined'])('refuses the body %j', async (body) => {
    expect(await receive(body)).toEqual(refused);
  });
});
