import { TemporaryError } from '../errors/index.ts';

/** The certificate that a delivery names could not be fetched: the delivery is to be repeated. */
export class CertificateUnavailableError extends TemporaryError {
  override readonly name = 'CertificateUnavailableError';

  constructor(reason: string, cause?: unknown) {
    super(`The certificate that SNS signed with cannot be fetched: ${reason}.`, { cause });
  }
}
