import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICE_KEY, type ServiceKind } from '../service-under-test.ts';
import { awsEnvironment, StubAws } from '../stub-aws.ts';
import { StubUpstream } from '../stub-upstream.ts';
import { TEST_TOPIC } from '../sns-signer.ts';
import { waitFor } from '../wait-for.ts';
import { useService } from './use-service.ts';

const ORDER_ID = 'order-20261120T061455123-0k3v9x0c2m4qa';
const DAY_MS = 86_400_000;

/** Deliveries of SNS: orders, and the confirmation of a subscription. They need no key, unlike direct orders. */
export function describeSnsDeliveries(kind: ServiceKind): void {
  describe(`SNS deliveries to ${kind.path}`, () => {
    describe('of orders', () => {
      const service = useService(kind);

      it.each(['1', '2'])('are fulfilled when signed with version %s', async (SignatureVersion) => {
        const answer = await service().deliver(
          service().notification({ SignatureVersion, Subject: ORDER_ID }),
        );
        expect(answer).toMatchObject({ status: 200, body: 'Your order has been fulfilled' });
        expect(service().upstream.requests).toHaveLength(1);
      });

      it('carry the order id upstream, with the key, who fulfills, and the exact body', async () => {
        await service().deliver(service().notification({ Subject: ORDER_ID }));
        const [request] = service().upstream.requests;
        expect(request).toMatchObject({ method: 'POST', path: kind.upstream.path, body: kind.upstream.body });
        expect(request?.headers).toMatchObject({
          'content-type': 'application/json',
          'x-api-key': kind.upstream.key,
          'x-interstella-order-id': ORDER_ID,
          'x-interstella-fulfilled-by': kind.room,
        });
      });

      it('without a Subject have the signed message id for an order id, on every retry', async () => {
        const MessageId = '0b9c5f5e-6a35-5b7e-8f0d-0c1d2e3f4a5b';
        await service().deliver(service().notification({ MessageId }));
        await service().deliver(service().notification({ MessageId }));
        const ids = service().upstream.requests.map(({ headers }) => headers['x-interstella-order-id']);
        expect(ids).toEqual([`sns-${MessageId}`, `sns-${MessageId}`]);
      });

      it('are fulfilled again when replayed: the ledger absorbs what it has', async () => {
        const envelope = service().notification({ Subject: ORDER_ID });
        for (const time of ['first', 'second', 'third']) {
          expect({ time, ...(await service().deliver(envelope)) }).toMatchObject({ time, status: 200 });
        }
        const ids = service().upstream.requests.map(({ headers }) => headers['x-interstella-order-id']);
        expect(ids).toEqual([ORDER_ID, ORDER_ID, ORDER_ID]);
      });

      it('are fulfilled when they are 14 days and 23 hours old, as from a redrive queue', async () => {
        const Timestamp = new Date(Date.now() - 15 * DAY_MS + 3_600_000).toISOString();
        expect(await service().deliver(service().notification({ Timestamp }))).toMatchObject({ status: 200 });
      });

      it('may carry message attributes, which are not signed, and fields of the future', async () => {
        const MessageAttributes = { orderId: { Type: 'String', Value: 'forged' } };
        const body = { ...service().notification({ Subject: ORDER_ID }), MessageAttributes, Later: [1] };
        expect(await service().order(body)).toMatchObject({ status: 200 });
        expect(service().upstream.requests[0]?.headers['x-interstella-order-id']).toBe(ORDER_ID);
      });

      it('are served many at a time', async () => {
        const answers = await Promise.all(
          Array.from({ length: 100 }, (_, n) =>
            service().deliver(service().notification({ Subject: `order-${n}` })),
          ),
        );
        expect(answers.every(({ status }) => status === 200)).toBe(true);
        const ids = service().upstream.requests.map(({ headers }) => headers['x-interstella-order-id']);
        expect(new Set(ids).size).toBe(100);
      });
    });

    describe('that ask for a confirmation', () => {
      let aws: StubAws;
      let trap: StubUpstream;
      beforeAll(async () => {
        aws = await StubAws.start();
        trap = await StubUpstream.start({ status: 200 });
      });
      afterAll(() => Promise.all([aws.close(), trap.close()]));
      const service = useService(kind, () => awsEnvironment(aws.url));

      it('are confirmed by an unsigned call at the endpoint, never by fetching SubscribeURL', async () => {
        const envelope = service().sns.confirmation({
          Token: 'the-token',
          SubscribeURL: `${trap.url}/?Action=x`,
        });
        expect(await service().deliver(envelope)).toMatchObject({
          status: 200,
          body: 'Subscription confirmed',
        });
        expect(aws.confirmations).toHaveLength(1);
        const [call] = aws.confirmations;
        expect(Object.fromEntries(new URLSearchParams(call?.body))).toMatchObject({
          Action: 'ConfirmSubscription',
          TopicArn: TEST_TOPIC,
          Token: 'the-token',
        });
        expect(call?.headers).not.toHaveProperty('authorization');
        expect(call?.headers).not.toHaveProperty('x-amz-security-token');
        expect(trap.connections).toBe(0);
        await waitFor('its log line', () =>
          service().program.lines.includes(`Subscription to ${TEST_TOPIC} confirmed`),
        );
      });

      it.each([
        ['of a foreign topic', { TopicArn: 'arn:aws:sns:us-east-1:999999999999:interstella-orders' }],
        ['of the topic’s name in another region', { TopicArn: TEST_TOPIC.replace('us-east-1', 'eu-west-1') }],
        ['too old', { Timestamp: new Date(Date.now() - 16 * DAY_MS).toISOString() }],
      ])('are refused when %s', async (_what, fields) => {
        const before = aws.confirmations.length;
        const answer = await service().deliver(service().sns.confirmation(fields));
        expect(answer.status).toBe(403);
        expect(aws.confirmations).toHaveLength(before);
      });

      it('are refused when forged, whatever key comes with them', async () => {
        const before = aws.confirmations.length;
        const forged = { ...service().sns.confirmation({}), Token: 'another-token' };
        expect(await service().deliver(forged, { 'x-api-key': SERVICE_KEY })).toMatchObject({ status: 403 });
        expect(aws.confirmations).toHaveLength(before);
      });

      it('are noted, and not undone, when a subscription was ended', async () => {
        const before = aws.confirmations.length;
        const ended = service().sns.confirmation({ Type: 'UnsubscribeConfirmation', SubscribeURL: trap.url });
        expect(await service().deliver(ended)).toMatchObject({ status: 200 });
        await waitFor('its log line', () =>
          service().program.output.includes(`The subscription to ${TEST_TOPIC} has ended`),
        );
        expect(aws.confirmations).toHaveLength(before);
        expect(trap.connections).toBe(0);
      });
    });

    describe('that ask for a confirmation while SNS is away', () => {
      const service = useService(kind, () => awsEnvironment('http://127.0.0.1:1'));

      it('are answered 503, so that SNS asks again', async () => {
        const answer = await service().deliver(service().sns.confirmation({}));
        expect(answer.status).toBe(503);
      });
    });
  });
}
