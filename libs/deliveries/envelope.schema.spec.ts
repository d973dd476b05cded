import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { parseEnvelope } from './envelope.schema.ts';

const notification = {
  Type: 'Notification',
  MessageId: '0b9c5f5e-6a35-5b7e-8f0d-0c1d2e3f4a5b',
  TopicArn: 'arn:aws:sns:us-east-1:000000000000:interstella-orders',
  Message: '{"bundle": 1}',
  Timestamp: '2026-11-20T06:14:55.123Z',
  SignatureVersion: '1',
  Signature: 'c2lnbmF0dXJl',
  SigningCertURL: 'https://sns.us-east-1.amazonaws.com/x.pem',
};
const confirmation = {
  ...notification,
  Type: 'SubscriptionConfirmation',
  Token: 't',
  SubscribeURL: 'https://s',
};

describe('parseEnvelope', () => {
  it('takes a notification, with and without a Subject, whatever fields SNS may add', () => {
    expect(parseEnvelope({ ...notification, Later: {} }).Type).toBe('Notification');
    expect(parseEnvelope({ ...notification, Subject: 'order-1' })).toMatchObject({ Subject: 'order-1' });
  });

  it('takes confirmations', () => {
    expect(parseEnvelope(confirmation)).toMatchObject({ Token: 't' });
    expect(parseEnvelope({ ...confirmation, Type: 'UnsubscribeConfirmation' }).Type).toBe(
      'UnsubscribeConfirmation',
    );
  });

  it.each(Object.keys(notification))('refuses a notification without %s', (field) => {
    expect(() => parseEnvelope({ ...notification, [field]: undefined })).toThrow(
      new BadRequestException(`The SNS envelope's ${field} is missing or malformed.`),
    );
  });

  it.each(['Token', 'SubscribeURL'])('refuses a confirmation without %s', (field) => {
    expect(() => parseEnvelope({ ...confirmation, [field]: undefined })).toThrow(field);
  });

  it.each([
    ['Type', 'Something'],
    ['Type', ['Notification']],
    ['SignatureVersion', '3'],
    ['SignatureVersion', 1],
    ['Subject', null],
    ['Subject', 1],
    ['MessageId', ''],
    ['MessageId', 'a/b'],
    ['MessageId', 'a'.repeat(65)],
    ['Timestamp', 'yesterday'],
    ['Timestamp', '2026-11-20'],
    ['Timestamp', '2026-13-40T99:99:99.000Z'],
    ['Message', { bundle: 1 }],
  ])('refuses the %s %j', (field, value) => {
    expect(() => parseEnvelope({ ...notification, [field]: value })).toThrow(BadRequestException);
  });
});
