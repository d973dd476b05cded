import { TemporaryError } from '../errors/index.ts';
import { SigningCertificate } from './signing-certificate.ts';

/** The signing certificate of a delivery cannot be fetched now. SNS must retry the delivery. */
export class CertificateUnavailableError extends TemporaryError {
  override readonly name = 'CertificateUnavailableError';

  constructor(reason: string, cause?: unknown) {
    super(`The certificate that SNS signed with cannot be fetched: ${reason}.`, { cause });
  }
}

/** Provides the certificates for verifying deliveries. */
export abstract class CertificateStore {
  /**
   * The certificate at an address; undefined if the address is not one of SNS in the region.
   *
   * @throws CertificateUnavailableError if it cannot be fetched now; a retry of the delivery may succeed
   */
  abstract get(url: string, region: string): SigningCertificate | Promise<SigningCertificate> | undefined;
}

/** Trusts the one certificate that is pinned by configuration. Ignores the address in the envelope. */
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
