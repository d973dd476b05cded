import { X509Certificate, type KeyObject } from 'node:crypto';

/** A certificate that SNS signs with. The key is parsed once: parsing it costs more than a verification. */
export class SigningCertificate {
  readonly publicKey: KeyObject;
  readonly #validFrom: number;
  readonly #validTo: number;

  /** @throws if the text is not a certificate with an RSA key */
  constructor(pem: string) {
    const certificate = new X509Certificate(pem);
    this.publicKey = certificate.publicKey;
    if (this.publicKey.asymmetricKeyType !== 'rsa')
      throw new Error('The signing certificate has no RSA key.');
    this.#validFrom = Date.parse(certificate.validFrom);
    this.#validTo = Date.parse(certificate.validTo);
  }

  isValidAt(time: number): boolean {
    return time >= this.#validFrom && time <= this.#validTo;
  }
}
