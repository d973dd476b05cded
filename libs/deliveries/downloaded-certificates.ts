import { TIME_LIMITS_MS, within } from '../time-limits/index.ts';
import { CertificateStore } from './certificate-store.ts';
import { CertificateUnavailableError } from './certificate-unavailable-error.ts';
import { isCertificateUrl } from './certificate-url.ts';
import { downloadCertificate } from './download-certificate.ts';
import { SigningCertificate } from './signing-certificate.ts';

/** SNS has one certificate a region, and renews it about once a year. */
const MAXIMUM_CERTIFICATES = 16;
/** Downloads at once of any addresses. */
const SLOTS = 4;
/**
 * Further downloads at once, only of addresses that several deliveries have named. SNS names one address in all its
 * deliveries; invented ones, which anybody can post, would otherwise hold every slot while their host hangs.
 */
const REPEATED_SLOTS = 2;
/** Addresses that wait for a slot. */
const MAXIMUM_WAITING = 64;
/** How long an address that gave no certificate is not asked again, and how many of them are remembered. */
const FAILURE_AGE_MS = 5_000;
const MAXIMUM_FAILURES = 256;

/** An address whose certificate is wanted. */
class Wanted {
  readonly certificate: Promise<SigningCertificate>;
  resolve!: (certificate: SigningCertificate) => void;
  reject!: (error: CertificateUnavailableError) => void;
  /** How many deliveries have named it. */
  named = 0;
  isDownloading = false;

  constructor(readonly url: string) {
    this.certificate = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Every delivery that waited for it may have given up.
    this.certificate.catch(() => undefined);
  }
}

/** Trusts what an address of the exact form of SNS's own certificates serves. Keeps what it could parse. */
export class DownloadedCertificates extends CertificateStore {
  readonly #certificates = new Map<string, SigningCertificate>();
  readonly #failures = new Map<
    string,
    { readonly error: CertificateUnavailableError; readonly at: number }
  >();
  readonly #wanted = new Map<string, Wanted>();

  constructor(
    private readonly download: (url: string) => Promise<string> = downloadCertificate,
    private readonly now: () => number = Date.now,
  ) {
    super();
  }

  accepts(url: string, region: string): boolean {
    return isCertificateUrl(url, region);
  }

  get(url: string): SigningCertificate | Promise<SigningCertificate> {
    return this.#certificates.get(url) ?? this.#waitFor(url);
  }

  /** A delivery waits as long as one download may take. The download itself goes on, for the deliveries after it. */
  #waitFor(url: string): Promise<SigningCertificate> {
    const failure = this.#failures.get(url);
    if (failure && this.now() - failure.at < FAILURE_AGE_MS) return Promise.reject(failure.error);
    const wanted = this.#wanted.get(url) ?? this.#want(url);
    wanted.named += 1;
    this.#startDownloads();
    return within(TIME_LIMITS_MS.certificate, () => wanted.certificate).catch((error: unknown) => {
      throw error instanceof CertificateUnavailableError
        ? error
        : new CertificateUnavailableError('no answer in time', error);
    });
  }

  #want(url: string): Wanted {
    const waiting = [...this.#wanted.values()].filter(({ isDownloading }) => !isDownloading);
    if (waiting.length >= MAXIMUM_WAITING) this.#dropOneOf(waiting);
    const wanted = new Wanted(url);
    this.#wanted.set(url, wanted);
    return wanted;
  }

  /** The least named, and of these the oldest. */
  #dropOneOf(waiting: readonly Wanted[]): void {
    const [dropped] = waiting.toSorted((one, other) => one.named - other.named);
    if (!dropped) return;
    this.#wanted.delete(dropped.url);
    dropped.reject(new CertificateUnavailableError('too many certificates are wanted at once'));
  }

  #startDownloads(): void {
    const all = [...this.#wanted.values()];
    let free = SLOTS + REPEATED_SLOTS - all.filter(({ isDownloading }) => isDownloading).length;
    const mostNamedFirst = all
      .filter(({ isDownloading }) => !isDownloading)
      .sort((one, other) => other.named - one.named);
    for (const wanted of mostNamedFirst) {
      if (free > REPEATED_SLOTS || (free > 0 && wanted.named > 1)) {
        free -= 1;
        void this.#download(wanted);
      }
    }
  }

  async #download(wanted: Wanted): Promise<void> {
    const { url } = wanted;
    wanted.isDownloading = true;
    try {
      const certificate = new SigningCertificate(await this.download(url));
      keep(this.#certificates, MAXIMUM_CERTIFICATES, url, certificate);
      wanted.resolve(certificate);
    } catch (cause) {
      const error = new CertificateUnavailableError(
        cause instanceof Error ? cause.message : 'unknown error',
        cause,
      );
      keep(this.#failures, MAXIMUM_FAILURES, url, { error, at: this.now() });
      wanted.reject(error);
    }
    this.#wanted.delete(url);
    this.#startDownloads();
  }
}

/** Puts an entry last, and drops the first if there are too many. */
function keep<T>(entries: Map<string, T>, maximum: number, url: string, entry: T): void {
  entries.delete(url);
  const [oldest] = entries.keys();
  if (entries.size >= maximum && oldest !== undefined) entries.delete(oldest);
  entries.set(url, entry);
}
