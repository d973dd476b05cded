import { X509Certificate, createVerify } from 'node:crypto';
import { type Received } from './receiver.ts';

/** The fields that SNS signs, by type, in the order of the SNS documentation. */
const SIGNED: Readonly<Record<string, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

/** Verifies a delivery as a receiver does, with the certificate that it names; written apart from what signs it. */
export async function isAuthentic({ envelope }: Received): Promise<boolean> {
  const answer = await fetch(envelope.SigningCertURL ?? '');
  const { publicKey } = new X509Certificate(await answer.text());
  const verifier = createVerify(envelope.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1');
  for (const name of SIGNED[envelope.Type ?? ''] ?? []) {
    const value = envelope[name];
    if (value !== undefined) verifier.update(`${name}\n${value}\n`);
  }
  return verifier.verify(publicKey, envelope.Signature ?? '', 'base64');
}
