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
 * What SNS signs: name and value of the signed fields, each on a line of its own, in byte order of the names; a
 * Subject only if there is one.
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
