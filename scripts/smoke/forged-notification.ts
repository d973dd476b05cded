import { randomUUID } from 'node:crypto';

/** An SNS envelope that is right in everything but its signature. */
export function forgedNotification(now: Date): string {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: 'arn:aws:sns:us-east-1:000000000000:interstella-orders',
    Message: '{"bundle": 1}',
    Timestamp: now.toISOString(),
    SignatureVersion: '2',
    Signature: 'forged',
    SigningCertURL: `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${'0'.repeat(32)}.pem`,
  });
}
