import { BadRequestException } from '@nestjs/common';
import * as v from 'valibot';

const text = v.string();

const signed = {
  /** The same in every retry of a delivery. */
  MessageId: v.pipe(text, v.regex(/^[A-Za-z0-9-]{1,64}$/)),
  TopicArn: text,
  Message: text,
  /** ISO 8601 with milliseconds. */
  Timestamp: v.pipe(
    text,
    v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/),
    v.check((time) => !Number.isNaN(Date.parse(time))),
  ),
  SignatureVersion: v.picklist(['1', '2']),
  /** Base64. */
  Signature: text,
  SigningCertURL: text,
};

/** A message published to a topic. Its message attributes are not signed and therefore not read. */
const notification = v.object({
  Type: v.literal('Notification'),
  ...signed,
  Subject: v.optional(text),
});

/** Asks the endpoint to confirm a subscription, or reports that one has ended. Its SubscribeURL is never fetched. */
const confirmation = v.object({
  Type: v.picklist(['SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  ...signed,
  Token: text,
  SubscribeURL: text,
});

/**
 * The JSON envelope of an SNS delivery over HTTP. Unknown fields are ignored, since SNS may add some.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
const envelope = v.variant('Type', [notification, confirmation]);

export type Notification = v.InferOutput<typeof notification>;
export type Confirmation = v.InferOutput<typeof confirmation>;
export type Envelope = v.InferOutput<typeof envelope>;

/**
 * Reads an envelope from a JSON object.
 *
 * @throws BadRequestException naming the field that is missing or malformed
 */
export function parseEnvelope(body: Readonly<Record<string, unknown>>): Envelope {
  const result = v.safeParse(envelope, body, { abortEarly: true });
  if (result.success) return result.output;
  const field = v.getDotPath(result.issues[0]) ?? 'Type';
  throw new BadRequestException(`The SNS envelope's ${field} is missing or malformed.`);
}
