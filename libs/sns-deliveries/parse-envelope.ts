import { BadRequestException } from '@nestjs/common';
import type { Envelope } from './envelope.ts';

const SIGNED_FIELDS = [
  'MessageId',
  'TopicArn',
  'Message',
  'Timestamp',
  'Signature',
  'SigningCertURL',
] as const;
const CONFIRMATION_FIELDS = ['Token', 'SubscribeURL'] as const;
const TYPES = ['SubscriptionConfirmation', 'Notification', 'UnsubscribeConfirmation'];
const MESSAGE_ID = /^[A-Za-z0-9-]{1,64}$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/**
 * Checks that a JSON object has the form of an SNS envelope. Fields beyond it are ignored, as SNS may add some.
 *
 * @throws BadRequestException naming the field that is missing or wrong
 */
export function parseEnvelope(body: Readonly<Record<string, unknown>>): Envelope {
  if (typeof body.Type !== 'string' || !TYPES.includes(body.Type)) throw wrong('Type');
  const required = body.Type === 'Notification' ? SIGNED_FIELDS : [...SIGNED_FIELDS, ...CONFIRMATION_FIELDS];
  for (const field of required) {
    if (typeof body[field] !== 'string') throw wrong(field);
  }
  if (body.Subject !== undefined && typeof body.Subject !== 'string') throw wrong('Subject');
  if (body.SignatureVersion !== '1' && body.SignatureVersion !== '2') throw wrong('SignatureVersion');
  const envelope = body as unknown as Envelope;
  if (!MESSAGE_ID.test(envelope.MessageId)) throw wrong('MessageId');
  if (!TIMESTAMP.test(envelope.Timestamp) || Number.isNaN(Date.parse(envelope.Timestamp)))
    throw wrong('Timestamp');
  return envelope;
}

function wrong(field: string): BadRequestException {
  return new BadRequestException(`The SNS envelope's ${field} is missing or malformed.`);
}
