import { SigningCertificate } from './signing-certificate.ts';
import { CertificateUnavailableError } from './certificate-unavailable-error.ts';

/** SNS has one certificate a region, and renews it about once a year. */
const MAXIMUM_CERTIFICATES = 16;
/** Anybody can post envelopes that name certificates nobody has: this bounds what they make us fetch. */
const MAXIMUM_DOWNLOADS = 4;
/** How long an address that gave no certificate is not asked again, and how many of them are remembered. */
const FAILURE_AGE_MS = 5_000;
const MAXIMUM_FAILURES = 256;

/** The certificates that deliveries are verified with, each fetched once and kept only if it could be parsed. */
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

/** Trusts what an address of the exact form of SNS's own certificates serves. */
export class DownloadedCertificates extends CertificateStore {
  readonly #download: (url: string) => Promise<string>;
  readonly #isAccepted: (url: string, region: string) => boolean;
  readonly #certificates = new Map<string, SigningCertificate>();
  readonly #downloads = new Map<string, Promise<SigningCertificate>>();
  readonly #failures = new Map<
    string,
    { readonly error: CertificateUnavailableError; readonly at: number }
  >();
  readonly #now: () => number;

  constructor(
    download: (url: string) => Promise<string>,
    isAccepted: (url: string, region: string) => boolean,
    now: () => number = Date.now,
  ) {
    super();
    this.#now = now;
    this.#download = download;
    this.#isAccepted = isAccepted;
  }

  accepts(url: string, region: string): boolean {
    return this.#isAccepted(url, region);
  }

  get(url: string): SigningCertificate | Promise<SigningCertificate> {
    return this.#certificates.get(url) ?? this.#downloads.get(url) ?? this.#downloadOnce(url);
  }

  #downloadOnce(url: string): Promise<SigningCertificate> {
    const failure = this.#failures.get(url);
    if (failure && this.#now() - failure.at < FAILURE_AGE_MS) return Promise.reject(failure.error);
    if (this.#downloads.size >= MAXIMUM_DOWNLOADS) {
      return Promise.reject(
        new CertificateUnavailableError('too many certificates are being fetched at once'),
      );
    }
    const download = this.#download(url)
      .then((pem) => {
        const certificate = new SigningCertificate(pem);
        keep(this.#certificates, MAXIMUM_CERTIFICATES, url, certificate);
        return certificate;
      })
      .catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : 'unknown error';
        const error = new CertificateUnavailableError(reason, cause);
        keep(this.#failures, MAXIMUM_FAILURES, url, { error, at: this.#now() });
        throw error;
      })
      .finally(() => this.#downloads.delete(url));
    this.#downloads.set(url, download);
    return download;
  }
}

/** Puts an entry last, and lets go of the first if there are too many. */
function keep<T>(entries: Map<string, T>, maximum: number, url: string, entry: T): void {
  entries.delete(url);
  const [oldest] = entries.keys();
  if (entries.size >= maximum && oldest !== undefined) entries.delete(oldest);
  entries.set(url, entry);
}
