import { type MessageAttributes, envelopeAttributes } from './message-attributes.ts';
import { type SignatureVersion, type SigningIdentity } from './signing-identity.ts';
import { type SignedFields, stringToSign } from './string-to-sign.ts';

const DEFAULT_CONTENT_TYPE = 'text/plain; charset=UTF-8';

/** The fields of an envelope that are the same for every subscription. */
export interface SignedEnvelope {
  readonly fields: SignedFields;
  readonly signatureVersion: SignatureVersion;
  readonly signature: string;
  readonly signingCertUrl: string;
}

export async function signEnvelope(
  fields: SignedFields,
  identity: SigningIdentity,
  signatureVersion: SignatureVersion,
  baseUrl: string,
): Promise<SignedEnvelope> {
  const signature = await identity.sign(stringToSign(fields), signatureVersion);
  return { fields, signatureVersion, signature, signingCertUrl: `${baseUrl}${identity.certificatePath}` };
}

/** The JSON body of a delivery, its fields in the order in which SNS writes them. */
export function envelopeBody(
  { fields, signatureVersion, signature, signingCertUrl }: SignedEnvelope,
  unsigned: { readonly unsubscribeUrl?: string; readonly attributes?: MessageAttributes } = {},
): string {
  return JSON.stringify({
    Type: fields.Type,
    MessageId: fields.MessageId,
    Token: fields.Token,
    TopicArn: fields.TopicArn,
    Subject: fields.Subject,
    Message: fields.Message,
    SubscribeURL: fields.SubscribeURL,
    Timestamp: fields.Timestamp,
    SignatureVersion: String(signatureVersion),
    Signature: signature,
    SigningCertURL: signingCertUrl,
    UnsubscribeURL: unsigned.unsubscribeUrl,
    MessageAttributes: envelopeAttributes(unsigned.attributes),
  });
}

/**
 * The headers of a delivery; a SubscriptionConfirmation names no subscription yet. A delivery policy chooses the content type
 * of notifications, and of nothing else.
 */
export function deliveryHeaders(
  fields: SignedFields,
  subscriptionArn?: string,
  contentType = DEFAULT_CONTENT_TYPE,
): Record<string, string> {
  return {
    'x-amz-sns-message-type': fields.Type,
    'x-amz-sns-message-id': fields.MessageId,
    'x-amz-sns-topic-arn': fields.TopicArn,
    ...(subscriptionArn === undefined ? {} : { 'x-amz-sns-subscription-arn': subscriptionArn }),
    'content-type': contentType,
    'user-agent': 'Amazon Simple Notification Service Agent',
  };
}
