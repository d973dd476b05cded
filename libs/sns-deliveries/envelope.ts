/** What SNS posts to an HTTP endpoint, by its `Type`. */
export type DeliveryType = 'SubscriptionConfirmation' | 'Notification' | 'UnsubscribeConfirmation';

interface Signed {
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  /** ISO 8601 with milliseconds. */
  readonly Timestamp: string;
  readonly SignatureVersion: '1' | '2';
  /** Base64. */
  readonly Signature: string;
  readonly SigningCertURL: string;
}

/** A message published to a topic. Its message attributes are not signed and therefore not read. */
export interface Notification extends Signed {
  readonly Type: 'Notification';
  readonly Subject?: string;
}

/** Asks whether (or tells that) an endpoint is subscribed. Its SubscribeURL is signed, and never fetched. */
export interface Confirmation extends Signed {
  readonly Type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly Token: string;
  readonly SubscribeURL: string;
}

/**
 * The JSON envelope of an SNS delivery over HTTP.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export type Envelope = Notification | Confirmation;
