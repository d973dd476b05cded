/** The certificate that a delivery names could not be fetched: the delivery is not refused, but to be repeated. */
export class CertificateUnavailableError extends Error {
  override readonly name = 'CertificateUnavailableError';

  constructor(reason: string, cause?: unknown) {
    super(`The certificate that SNS signed with cannot be fetched: ${reason}.`, { cause });
  }
}
