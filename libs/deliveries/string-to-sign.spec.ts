import { describe, expect, it } from '@jest/globals';
import type { Confirmation, Notification } from './envelope.schema.ts';
import { stringToSign } from './string-to-sign.ts';

const signed = {
  MessageId: 'm-1',
  TopicArn: 'arn:aws:sns:us-east-1:000000000000:interstella-orders',
  Timestamp: '2026-11-20T06:14:55.123Z',
  SignatureVersion: '2',
  Signature: 'not signed itself',
  SigningCertURL: 'not signed either',
} as const;

const notification: Notification = { ...signed, Type: 'Notification', Message: '{"bundle": 1}' };

describe('stringToSign', () => {
  it('of a notification has its signed fields in byte order', () => {
    expect(stringToSign({ ...notification, Subject: 'order-1' })).toBe(
      'Message\n{"bundle": 1}\n' +
        'MessageId\nm-1\n' +
        'Subject\norder-1\n' +
        'Timestamp\n2026-11-20T06:14:55.123Z\n' +
        'TopicArn\narn:aws:sns:us-east-1:000000000000:interstella-orders\n' +
        'Type\nNotification\n',
    );
  });

  it('leaves out a Subject that is not there', () => {
    expect(stringToSign(notification)).toBe(
      'Message\n{"bundle": 1}\n' +
        'MessageId\nm-1\n' +
        'Timestamp\n2026-11-20T06:14:55.123Z\n' +
        'TopicArn\narn:aws:sns:us-east-1:000000000000:interstella-orders\n' +
        'Type\nNotification\n',
    );
  });

  it('ignores what SNS does not sign', () => {
    const more = { ...notification, MessageAttributes: { a: 'b' }, UnsubscribeURL: 'http://evil.example' };
    expect(stringToSign(more)).toBe(stringToSign(notification));
  });

  it.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const)(
    'of a %s has Token and SubscribeURL',
    (Type) => {
      const confirmation: Confirmation = {
        ...signed,
        Type,
        Message: 'Sure?',
        Token: 't',
        SubscribeURL: 'https://s',
      };
      expect(stringToSign(confirmation)).toBe(
        'Message\nSure?\n' +
          'MessageId\nm-1\n' +
          'SubscribeURL\nhttps://s\n' +
          'Timestamp\n2026-11-20T06:14:55.123Z\n' +
          'Token\nt\n' +
          'TopicArn\narn:aws:sns:us-east-1:000000000000:interstella-orders\n' +
          `Type\n${Type}\n`,
      );
    },
  );
});
