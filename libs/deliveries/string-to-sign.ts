import type { Envelope } from './envelope.schema.ts';

const NOTIFICATION_KEYS = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const;
const CONFIRMATION_KEYS = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
] as const;

/**
 * The text that SNS signs: names and values of the signed fields, each on its own line, sorted by name. It has a Subject
 * only if the message has one.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function stringToSign(envelope: Envelope): string {
  if (envelope.Type !== 'Notification') {
    return CONFIRMATION_KEYS.map((key) => `${key}\n${envelope[key]}\n`).join('');
  }
  let text = '';
  for (const key of NOTIFICATION_KEYS) {
    const value = envelope[key];
    if (value !== undefined) text += `${key}\n${value}\n`;
  }
  return text;
}
