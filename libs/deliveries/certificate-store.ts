import { TemporaryError } from '../errors/index.ts';
import { SigningCertificate } from './signing-certificate.ts';

/** The certificate that a delivery names could not be fetched: the delivery is to be repeated. */
export class CertificateUnavailableError extends TemporaryError {
  override readonly name = 'CertificateUnavailableError';

  constructor(reason: string, cause?: unknown) {
    super(`The certificate that SNS signed with cannot be fetched: ${reason}.`, { cause });
  }
}

/** The certificates that deliveries are verified with. */
export abstract class CertificateStore {
  /**
   * Undefined for an address that no certificate of the region can have.
   *
   * @throws CertificateUnavailableError if it cannot be had now; the delivery may succeed later
   */
  abstract get(url: string, region: string): SigningCertificate | Promise<SigningCertificate> | undefined;
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
}
