import { verify, X509Certificate } from 'node:crypto';
import { TOPIC_ARN } from '../cases.ts';

/** An order as it is posted: directly, or in an envelope of SNS. */
export interface Delivery {
  readonly Message: unknown;
  readonly Subject?: string;
}

interface SignedDelivery extends Delivery {
  readonly Message: string;
  readonly MessageId: string;
  readonly Subject: string;
  readonly Timestamp: string;
  readonly TopicArn: string;
  readonly Type: string;
  readonly Signature: string;
}

const MAXIMUM_AGE_MS = 15 * 24 * 3_600_000;

/** The cheapest verification: it parses the key once, and reads the delivery as it is. */
export function deliveryCheck(certificate: string): (delivery: Delivery) => boolean {
  const key = new X509Certificate(certificate).publicKey;
  return (delivery) => {
    const signed = delivery as SignedDelivery;
    return (
      signed.TopicArn === TOPIC_ARN &&
      Date.now() - Date.parse(signed.Timestamp) < MAXIMUM_AGE_MS &&
      verify('RSA-SHA256', Buffer.from(signedText(signed)), key, Buffer.from(signed.Signature, 'base64'))
    );
  };
}

function signedText({ Message, MessageId, Subject, Timestamp, TopicArn, Type }: SignedDelivery): string {
  return (
    `Message\n${Message}\nMessageId\n${MessageId}\nSubject\n${Subject}\n` +
    `Timestamp\n${Timestamp}\nTopicArn\n${TopicArn}\nType\n${Type}\n`
  );
}
