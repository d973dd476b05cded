import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceKind } from '../service-under-test.ts';
import { SnsSigner, TEST_TOPIC, type EnvelopeFields } from '../sns-signer.ts';
import { StubUpstream } from '../stub-upstream.ts';
import { expectRefusal } from './bad-bodies.ts';
import { expectNobodyAsked } from './expect-nobody-asked.ts';
import { expectUnavailable } from './expect-unavailable.ts';
import { useService } from './use-service.ts';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

/** SNS envelopes that are malformed (400), not signed by SNS, or of another topic (403). */
export function describeBadEnvelopes(kind: ServiceKind): void {
  describe(`bad envelopes at ${kind.path}`, () => {
    const service = useService(kind);
    afterEach(async () => {
      expectNobodyAsked(service());
      expect(await service().health()).toBe(200);
    });

    describe('that are signed, but malformed or of another kind, are 400:', () => {
      it.each<[string, EnvelopeFields]>([
        ['an unknown Type', { Type: 'Notifications' }],
        ['no MessageId', { MessageId: undefined }],
        ['a MessageId with a line break', { MessageId: 'a\nb' }],
        ['a MessageId that is too long', { MessageId: 'a'.repeat(65) }],
        ['no Message', { Message: undefined }],
        ['no Timestamp', { Timestamp: undefined }],
        ['a Timestamp in words', { Timestamp: 'yesterday' }],
        ['a Timestamp that is no date', { Timestamp: '2026-13-45T99:99:99.000Z' }],
        ['a Timestamp with a zone', { Timestamp: '2026-11-20T06:14:55.123+01:00' }],
        ['no TopicArn', { TopicArn: undefined }],
        ['no SigningCertURL', { SigningCertURL: undefined }],
        ['no SignatureVersion', { SignatureVersion: undefined }],
        ['SignatureVersion 3', { SignatureVersion: '3' }],
        ['an empty Subject', { Subject: '' }],
        ['a Subject with a space', { Subject: 'order 1' }],
        ['a Subject with a line break', { Subject: 'order-1\r\nx-api-key: x' }],
        ['a Subject beyond ASCII', { Subject: 'order-é' }],
        ['a Subject of 81 characters', { Subject: 'a'.repeat(81) }],
        ['a Subject that begins with a dash', { Subject: '-order' }],
        ['another Message', { Message: 'Hello' }],
        ['an empty Message', { Message: '' }],
        ['a Message of null', { Message: 'null' }],
        ['two things in the Message', { Message: `{"${kind.item}": 1, "osmium": 1}` }],
        ['the wrong thing in the Message', { Message: '{"osmium": 1}' }],
        ['__proto__ in the Message', { Message: `{"__proto__": {"${kind.item}": 1}}` }],
        ['2 in the Message', { Message: `{"${kind.item}": 2}` }],
        ['-1 in the Message', { Message: `{"${kind.item}": -1}` }],
        ['1e400 in the Message', { Message: `{"${kind.item}": 1e400}` }],
        ['a deep Message', { Message: '['.repeat(100_000) + ']'.repeat(100_000) }],
      ])('%s', async (_what, fields) => {
        const envelope = service().notification(fields);
        const headers = { 'x-amz-sns-message-type': envelope.Type };
        expectRefusal(await service().order(envelope, headers), 400);
      });

      it.each(['Token', 'SubscribeURL'])('a confirmation without its %s', async (field) => {
        expectRefusal(await service().deliver(service().sns.confirmation({ [field]: undefined })), 400);
      });

      it.each([
        ['Type', ['Notification']],
        ['Type', null],
        ['Type', { toString: 'Notification', valueOf: 1 }],
        ['Message', { [kind.item]: 1 }],
        ['MessageId', 1],
        ['MessageId', ['a']],
        ['Subject', null],
        ['Subject', ['order-1']],
        ['Subject', { toString: 1 }],
        ['Timestamp', 0],
        ['TopicArn', [TEST_TOPIC]],
        ['TopicArn', {}],
        ['SignatureVersion', 1],
        ['SignatureVersion', ['1']],
        ['Signature', null],
        ['Signature', []],
        ['SigningCertURL', {}],
      ])('%s as %j', async (field, value) => {
        const envelope = { ...service().notification({ Subject: 'order-1' }), [field]: value };
        const headers = { 'x-amz-sns-message-type': 'Notification' };
        expectRefusal(await service().order(envelope, headers), 400);
      });

      it('a Type nested 100,000 levels deep', async () => {
        const deep = '['.repeat(100_000) + ']'.repeat(100_000);
        const envelope = JSON.stringify(service().notification()).replace('"Notification"', deep);
        expectRefusal(await service().order(envelope), 400);
      });

      it.each([
        'SubscriptionConfirmation',
        'UnsubscribeConfirmation',
        'notification',
        '',
        'Notification, Notification',
      ])('the header type "%s" over a notification', async (type) => {
        const envelope = service().notification();
        expectRefusal(await service().deliver(envelope, { 'x-amz-sns-message-type': type }), 400);
      });

      it('a header type over a body without one, so that an envelope cannot pass for a direct order', async () => {
        const others = { ...service().notification(), Type: undefined };
        expectRefusal(await service().order(others, { 'x-amz-sns-message-type': 'Notification' }), 400);
      });
    });

    it('that SNS signed in twelve hours, by the clock of this service, are 503: the clock may be wrong', async () => {
      expectUnavailable(await service().deliver(service().notification({ Timestamp: daysAgo(-0.5) })));
    });

    describe('that are not SNS’s own, or not to us, are 403:', () => {
      it.each<[string, EnvelopeFields]>([
        ['a foreign account', { TopicArn: TEST_TOPIC.replace('000000000000', '999999999999') }],
        ['another topic', { TopicArn: `${TEST_TOPIC}-2` }],
        ['the topic in another region', { TopicArn: TEST_TOPIC.replace('us-east-1', 'us-west-2') }],
        ['the topic in upper case', { TopicArn: TEST_TOPIC.toUpperCase() }],
        ['an empty topic', { TopicArn: '' }],
        ['__proto__ as topic', { TopicArn: '__proto__' }],
        ['15 days and a minute old', { Timestamp: daysAgo(15 + 1 / 1_440) }],
        ['a year old', { Timestamp: daysAgo(365) }],
      ])('%s', async (_what, fields) => {
        expectRefusal(await service().deliver(service().notification(fields)), 403);
      });

      it.each([
        ['Message', '{"Message": 1}'],
        ['MessageId', 'another'],
        ['Subject', 'order-of-another'],
        ['Timestamp', daysAgo(1)],
        ['Timestamp', daysAgo(-1)],
        ['SignatureVersion', '2'],
        ['Signature', ''],
        ['Signature', 'no base64: §'],
        ['Signature', Buffer.alloc(256, 1).toString('base64')],
        ['Signature', 'A'.repeat(100_000)],
      ])('%s changed after signing, to %j', async (field, value) => {
        const envelope = { ...service().notification({ Subject: 'order-1' }), [field]: value };
        expectRefusal(await service().deliver(envelope), 403);
      });

      it.each(['1', '2'])('a Subject taken away or put in, version %s', async (SignatureVersion) => {
        const signed = service().notification({ Subject: 'order-1', SignatureVersion });
        expectRefusal(await service().order({ ...signed, Subject: undefined }), 403);
        const put = { ...service().notification({ SignatureVersion }), Subject: 'order-1' };
        expectRefusal(await service().deliver(put), 403);
      });

      it('a notification made of a signed confirmation', async () => {
        const confirmation = service().sns.confirmation({ Message: `{"${kind.item}": 1}` });
        expectRefusal(await service().deliver({ ...confirmation, Type: 'Notification' }), 403);
      });

      it('a signature of somebody else', async () => {
        const stranger = await SnsSigner.create();
        const forged = stranger.notification({ Message: `{"${kind.item}": 1}` });
        expectRefusal(await service().deliver(forged), 403);
      });

      it('a signature over other fields', async () => {
        const { Signature = '' } = service().notification({ Subject: 'order-1' });
        expectRefusal(await service().deliver({ ...service().notification(), Signature }), 403);
      });
    });
  });

  describe(`certificates at ${kind.path}`, () => {
    describe('that only look like SNS’s', () => {
      let trap: StubUpstream;
      beforeAll(async () => {
        trap = await StubUpstream.start({ status: 200 });
      });
      afterAll(() => trap.close());
      const service = useService(kind, { SNS_PINNED_CERTIFICATE: '' });
      const name = `SimpleNotificationService-${'0'.repeat(32)}.pem`;

      it.each([
        `http://127.0.0.1:PORT/${name}`,
        `https://127.0.0.1:PORT/${name}`,
        `http://sns.us-east-1.amazonaws.com/${name}`,
        `https://sns.us-east-1.amazonaws.com@127.0.0.1:PORT/${name}`,
        `https://sns.us-east-1.amazonaws.com:x@127.0.0.1:PORT/${name}`,
        `https://user@sns.us-east-1.amazonaws.com/${name}`,
        `https://sns.us-east-1.amazonaws.com:443/${name}`,
        `https://sns.us-east-1.amazonaws.com/${name}?x=1`,
        `https://sns.us-east-1.amazonaws.com/${name}#x`,
        `https://sns.us-east-1.amazonaws.com.127.0.0.1.nip.io/${name}`,
        `https://sns.s3-us-west-2.amazonaws.com/${name}`,
        `https://sns.us-west-2.amazonaws.com/${name}`,
        `https://sns.us-east-1.amazonaws.com/x/${name}`,
        `https://sns.us-east-1.amazonaws.com/other.pem`,
        `file:///etc/ssl/${name}`,
        `//127.0.0.1:PORT/${name}`,
        '',
      ])('are not fetched, and 403: %s', async (url) => {
        const SigningCertURL = url.replace('PORT', String(trap.port));
        expectRefusal(await service().deliver(service().notification({ SigningCertURL })), 403);
        expect(trap.connections).toBe(0);
        expectNobodyAsked(service());
        expect(await service().health()).toBe(200);
      });
    });

    describe('that are not valid today', () => {
      const expired = useService(
        kind,
        () => ({}),
        () => SnsSigner.create({ notBefore: new Date(daysAgo(9)), notAfter: new Date(daysAgo(1)) }),
      );
      const early = useService(
        kind,
        () => ({}),
        () => SnsSigner.create({ notBefore: new Date(daysAgo(-1)), notAfter: new Date(daysAgo(-9)) }),
      );

      it('are 403 when expired', async () => {
        const answer = await expired().deliver(expired().notification());
        expectRefusal(answer, 403);
        expect(answer.body).toContain('expired');
        expectNobodyAsked(expired());
      });

      it('are 403 when not valid yet', async () => {
        expectRefusal(await early().deliver(early().notification()), 403);
        expectNobodyAsked(early());
      });
    });
  });
}
