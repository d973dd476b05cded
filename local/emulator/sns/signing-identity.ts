import { createHash, createPrivateKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';

const HASHES = { 1: 'RSA-SHA1', 2: 'RSA-SHA256' } as const;
/** The topic attribute SignatureVersion. */
export type SignatureVersion = keyof typeof HASHES;

const VALID_DAYS = 365;

/**
 * SNS's own key has 2048 bits. A signature with that takes a fifth to a third of what the endpoints do for an order, and
 * three times as long as one with this; the key signs for one machine, and for as long as the endpoints run.
 */
const KEY_BITS = 1024;

/** The RSA key that messages are signed with, and its self-signed certificate; made anew at each start. */
export class SigningIdentity {
  /** Where the certificate is served, in the form that receivers expect of SNS. */
  readonly certificatePath: string;

  private constructor(
    readonly certificate: string,
    private readonly privateKey: KeyObject,
  ) {
    const name = createHash('sha256').update(certificate).digest('hex').slice(0, 32);
    this.certificatePath = `/SimpleNotificationService-${name}.pem`;
  }

  static async make(clock: () => number): Promise<SigningIdentity> {
    const keyPair = await promisify(generateKeyPair)('rsa', {
      modulusLength: KEY_BITS,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const { cert } = await generate([{ name: 'commonName', value: 'sns.amazonaws.com' }], {
      keyPair,
      algorithm: 'sha256',
      notBeforeDate: new Date(clock()),
      notAfterDate: new Date(clock() + VALID_DAYS * 86_400_000),
    });
    return new SigningIdentity(cert, createPrivateKey(keyPair.privateKey));
  }

  /** Signs off the event loop's thread. The result is base64. */
  sign(text: string, version: SignatureVersion): Promise<string> {
    return new Promise((resolve, reject) => {
      sign(HASHES[version], Buffer.from(text), this.privateKey, (error, signature) => {
        if (error) reject(error);
        else resolve(signature.toString('base64'));
      });
    });
  }
}
