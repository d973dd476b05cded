import { describe, expect, it } from '@jest/globals';
import { forgedNotification, forgeryFor } from './forged-notification.ts';

const ARN = 'arn:aws:sns:eu-west-1:123456789012:interstella-orders';

describe('a forged notification', () => {
  it.each([
    [true, 'a notification with a forged signature', 'The signature is not that of SNS'],
    [false, 'a notification with a certificate from elsewhere', 'SigningCertURL is not the address'],
  ])('is of the topic that is delivered there (certificate pinned: %s)', (isPinned, name, noticed) => {
    expect(forgeryFor({ arn: ARN, isPinned })).toEqual({ name, topicArn: ARN, noticed });
  });

  it('is of a topic that nobody takes where the topic is not known, and is called so', () => {
    const { name, topicArn } = forgeryFor(undefined);
    expect(name).toBe('a notification of a foreign topic');
    expect(topicArn).not.toMatch(/:interstella-(orders|iridium|magnesite)$/);
  });

  it('looks like one of SNS, but for a host that only begins like that of SNS', () => {
    const { TopicArn, SigningCertURL } = JSON.parse(forgedNotification(ARN, new Date())) as Record<
      string,
      string
    >;
    expect(TopicArn).toBe(ARN);
    const { protocol, hostname, pathname } = new URL(SigningCertURL ?? '');
    expect(protocol).toBe('https:');
    expect(hostname).toBe('sns.eu-west-1.amazonaws.com.invalid');
    expect(pathname).toMatch(/^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/);
  });
});
