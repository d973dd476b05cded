import { SigningCertificate } from './signing-certificate.ts';

/** The certificates that deliveries are verified with. */
export abstract class CertificateStore {
  /** @throws CertificateUnavailableError if it cannot be had now; the delivery may succeed later */
  abstract get(url: string, region: string): SigningCertificate | Promise<SigningCertificate>;

  /** Whether an address may name a certificate at all. */
  abstract accepts(url: string, region: string): boolean;
}

/** Trusts the one certificate that configuration pins, whatever address an envelope names for it. */
export class PinnedCertificate extends CertificateStore {
  readonly #certificate: SigningCertificate;

  constructor(pem: string) {
    super();
    this.#certificate = new SigningCertificate(pem);
  }

  get(): SigningCertificate {
    return this.#certificate;
  }

  accepts(): boolean {
    return true;
  }
}
