import { randomUUID } from 'node:crypto';

/** What is forged, and how a service says that it noticed just that. */
export interface Forgery {
  /** Of a check. */
  readonly name: string;
  readonly topicArn: string;
  /** In the answer. */
  readonly noticed: string;
}

/** Where nobody knows which topic is delivered there: then a service looks no further than at that. */
const FOREIGN_TOPIC = 'arn:aws:sns:us-east-1:000000000000:interstella-smoke-test';

/**
 * The most that can be tested: of the service's own topic the signature itself, where the certificate is pinned; else
 * that a certificate is trusted from SNS alone.
 */
export function forgeryFor(topic: { readonly arn: string; readonly isPinned: boolean } | undefined): Forgery {
  if (!topic) {
    return {
      name: 'a notification of a foreign topic',
      topicArn: FOREIGN_TOPIC,
      noticed: 'no deliveries of that topic',
    };
  }
  return topic.isPinned
    ? {
        name: 'a notification with a forged signature',
        topicArn: topic.arn,
        noticed: 'The signature is not that of SNS',
      }
    : {
        name: 'a notification with a certificate from elsewhere',
        topicArn: topic.arn,
        noticed: 'SigningCertURL is not the address',
      };
}

/** An SNS envelope of that topic that is right in everything but its signature, and where the certificate for it lies. */
export function forgedNotification(topicArn: string, now: Date): string {
  const region = topicArn.split(':')[3] ?? '';
  return JSON.stringify({
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: topicArn,
    Message: '{"bundle": 1}',
    Timestamp: now.toISOString(),
    SignatureVersion: '2',
    Signature: Buffer.from('forged').toString('base64'),
    SigningCertURL: `https://sns.${region}.amazonaws.com.invalid/SimpleNotificationService-${'0'.repeat(32)}.pem`,
  });
}
