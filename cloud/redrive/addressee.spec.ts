import { describe, expect, it } from '@jest/globals';
import { addresseeOf, envelopeIn } from './addressee.ts';

const topicArn = 'arn:aws:sns:us-east-1:000000000000:interstella-orders';
const first = { arn: `${topicArn}:1`, topicArn, endpoint: 'http://first/' };
const second = { arn: `${topicArn}:2`, topicArn, endpoint: 'http://second/' };
const iridium = { arn: 'arn:i:1', topicArn: 'arn:i', endpoint: 'http://iridium/' };

const envelope = (subscriptionArn: string) => ({
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn: topicArn,
  UnsubscribeURL: `http://localhost:4566/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
});

describe('addresseeOf', () => {
  it('is the subscription that the envelope names, however many share the queue', () => {
    expect(addresseeOf(envelope(second.arn), [iridium, first, second])).toBe(second);
  });

  it('is the only subscription of the topic if the named one is gone', () => {
    expect(addresseeOf(envelope('gone'), [iridium, first])).toBe(first);
    expect(addresseeOf({ ...envelope(''), UnsubscribeURL: undefined }, [first])).toBe(first);
  });

  it('is nobody if it could be several, or none', () => {
    expect(addresseeOf(envelope('gone'), [first, second])).toBeUndefined();
    expect(addresseeOf(envelope('gone'), [iridium])).toBeUndefined();
  });
});

describe('envelopeIn', () => {
  it('finds an envelope, and nothing else', () => {
    expect(envelopeIn(JSON.stringify(envelope('x')))).toEqual(envelope('x'));
    expect(envelopeIn('{"Type": "Notification"}')).toBeUndefined();
    expect(envelopeIn('text')).toBeUndefined();
  });
});
