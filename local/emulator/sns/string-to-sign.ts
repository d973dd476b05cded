/** The fields of the SNS envelope that its signature covers; message attributes and UnsubscribeURL are not among them. */
export interface SignedFields {
  readonly Type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  readonly Timestamp: string;
  /** Notifications only, and only when set. */
  readonly Subject?: string;
  /** Confirmations only. */
  readonly SubscribeURL?: string;
  /** Confirmations only. */
  readonly Token?: string;
}

/** In byte order, as SNS signs them. */
const ORDER = [
  'Message',
  'MessageId',
  'Subject',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
] as const satisfies (keyof SignedFields)[];

/**
 * The text that SNS signs: the name and the unescaped value of each present field, each followed by a line feed. It shares no
 * code with the services that verify it, so that a mistake in one of them fails a test.
 */
export function stringToSign(fields: SignedFields): string {
  return ORDER.map((name) => {
    const value = fields[name];
    return value === undefined ? '' : `${name}\n${value}\n`;
  }).join('');
}
