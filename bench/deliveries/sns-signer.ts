import { createPrivateKey, generateKeyPair, randomUUID, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { makeOrderId } from '@interstella/libs/orders';
import { TOPIC_ARN } from '../cases.ts';

const SIGNED_KEYS = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const;

/** An order, and its topic. */
export interface OrderPlace {
  readonly topicArn?: string;
  readonly orderId?: string;
}

/** Makes and signs deliveries as SNS does, with a key of its own. */
export class SnsSigner {
  /** PEM; a server that trusts the deliveries pins it. */
  readonly certificate: string;
  readonly #key: KeyObject;

  private constructor(certificate: string, key: KeyObject) {
    this.certificate = certificate;
    this.#key = key;
  }

  static async create(): Promise<SnsSigner> {
    const keyPair = await promisify(generateKeyPair)('rsa', {
      modulusLength: 2_048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const name = [{ name: 'commonName', value: 'sns.amazonaws.com' }];
    const { cert } = await generate(name, { keyPair, algorithm: 'sha256' });
    return new SnsSigner(cert, createPrivateKey(keyPair.privateKey));
  }

  /** @param key PEM, the private key of the certificate */
  static of(certificate: string, key: string): SnsSigner {
    return new SnsSigner(certificate, createPrivateKey(key));
  }

  /** The body of a notification about a bundle, SignatureVersion 2. By default it is a new order on the bench's topic. */
  async notification({
    topicArn = TOPIC_ARN,
    orderId = makeOrderId('order'),
  }: OrderPlace = {}): Promise<string> {
    const signed = {
      Type: 'Notification',
      MessageId: randomUUID(),
      TopicArn: topicArn,
      Subject: orderId,
      Message: '{"bundle": 1}',
      Timestamp: new Date().toISOString(),
    };
    const text = SIGNED_KEYS.map((key) => `${key}\n${signed[key]}\n`).join('');
    const host = 'https://sns.us-east-1.amazonaws.com';
    return JSON.stringify(
      {
        ...signed,
        SignatureVersion: '2',
        Signature: await this.#sign(text),
        SigningCertURL: `${host}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem`,
        UnsubscribeURL: `${host}/?Action=Unsubscribe&SubscriptionArn=${topicArn}:${randomUUID()}`,
      },
      undefined,
      2,
    );
  }

  #sign(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      sign('RSA-SHA256', Buffer.from(text), this.#key, (error, signature) => {
        if (error) reject(error);
        else resolve(signature.toString('base64'));
      });
    });
  }
}
