import { describe, expect, it } from '@jest/globals';
import { stringToSign } from './string-to-sign.ts';

const FIELDS = {
  MessageId: '2f5c7d6e-0000-4000-8000-000000000001',
  TopicArn: 'arn:aws:sns:us-east-1:000000000000:orders',
  Message: '{"bundle": 1}\nwith "quotes" & a second line',
  Timestamp: '2026-11-20T06:14:55.123Z',
} as const;

describe('the string to sign', () => {
  it('of a notification has its fields in byte order', () => {
    expect(stringToSign({ ...FIELDS, Type: 'Notification', Subject: 'order-1' })).toBe(
      'Message\n{"bundle": 1}\nwith "quotes" & a second line\n' +
        'MessageId\n2f5c7d6e-0000-4000-8000-000000000001\n' +
        'Subject\norder-1\n' +
        'Timestamp\n2026-11-20T06:14:55.123Z\n' +
        'TopicArn\narn:aws:sns:us-east-1:000000000000:orders\n' +
        'Type\nNotification\n',
    );
  });

  it('of a notification without a subject does not name it', () => {
    expect(stringToSign({ ...FIELDS, Type: 'Notification', Message: 'm' })).toBe(
      'Message\nm\nMessageId\n2f5c7d6e-0000-4000-8000-000000000001\nTimestamp\n2026-11-20T06:14:55.123Z\n' +
        'TopicArn\narn:aws:sns:us-east-1:000000000000:orders\nType\nNotification\n',
    );
  });

  it('of a confirmation has the URL and the token', () => {
    expect(
      stringToSign({
        ...FIELDS,
        Type: 'SubscriptionConfirmation',
        Message: 'm',
        SubscribeURL: 'http://localhost/?a=b&c=d',
        Token: 't0k3n',
      }),
    ).toBe(
      'Message\nm\nMessageId\n2f5c7d6e-0000-4000-8000-000000000001\nSubscribeURL\nhttp://localhost/?a=b&c=d\n' +
        'Timestamp\n2026-11-20T06:14:55.123Z\nToken\nt0k3n\n' +
        'TopicArn\narn:aws:sns:us-east-1:000000000000:orders\nType\nSubscriptionConfirmation\n',
    );
  });
});
