import { randomUUID, sign } from 'node:crypto';
import { generate } from 'selfsigned';

/** The signed fields of each type. Absent fields are left out, as SNS does. */
const SIGNED = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
const DAY_MS = 86_400_000;

export const TEST_TOPIC = 'arn:aws:sns:us-east-1:000000000000:interstella-orders';
export const TEST_CERTIFICATE_URL = `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${'0'.repeat(32)}.pem`;

/** The fields of an SNS envelope; undefined leaves one out. */
export type EnvelopeFields = Readonly<Record<string, string | undefined>>;
export type SignedEnvelope = Readonly<Record<string, string>>;

export interface Validity {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** Signs envelopes as SNS does, with its own certificate. */
export class SnsSigner {
  /** The certificate in PEM form, for pinning. */
  readonly certificate: string;
  readonly #key: string;

  private constructor(certificate: string, key: string) {
    this.certificate = certificate;
    this.#key = key;
  }

  static async create({ notBefore, notAfter }: Validity = {}): Promise<SnsSigner> {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'sns.amazonaws.com' }], {
      keySize: 2048,
      algorithm: 'sha256',
      notBeforeDate: notBefore ?? new Date(Date.now() - 30 * DAY_MS),
      notAfterDate: notAfter ?? new Date(Date.now() + DAY_MS),
    });
    return new SnsSigner(cert, key);
  }

  /** A signed notification of a topic. `fields` replaces any of its fields, even with values that SNS would not send. */
  notification(fields: EnvelopeFields): SignedEnvelope {
    return this.sign({
      Type: 'Notification',
      UnsubscribeURL: 'https://sns.us-east-1.amazonaws.com/',
      ...fields,
    });
  }

  /** A SubscriptionConfirmation, or with another `Type` an UnsubscribeConfirmation. */
  confirmation(fields: EnvelopeFields): SignedEnvelope {
    return this.sign({
      Type: 'SubscriptionConfirmation',
      Message: 'You have chosen to subscribe to the topic.',
      Token: 'a'.repeat(64),
      SubscribeURL: 'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription',
      ...fields,
    });
  }

  sign(fields: EnvelopeFields): SignedEnvelope {
    const given: EnvelopeFields = {
      MessageId: randomUUID(),
      TopicArn: TEST_TOPIC,
      Timestamp: new Date().toISOString(),
      SignatureVersion: '1',
      SigningCertURL: TEST_CERTIFICATE_URL,
      ...fields,
    };
    const envelope = Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const text = SIGNED.filter((key) => envelope[key] !== undefined)
      .map((key) => `${key}\n${String(envelope[key])}\n`)
      .join('');
    const hash = envelope.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
    return { ...envelope, Signature: sign(hash, Buffer.from(text), this.#key).toString('base64') };
  }
}
