import { TIME_LIMITS_MS, within } from '../time-limits/index.ts';
import { CertificateStore, CertificateUnavailableError } from './certificate-store.ts';
import { isCertificateUrl } from './certificate-url.ts';
import { downloadCertificate } from './download-certificate.ts';
import { SigningCertificate } from './signing-certificate.ts';

/** Certificates in the cache. SNS has one per region and renews it about once a year. */
const MAXIMUM_CERTIFICATES = 16;
/** Concurrent downloads. */
const SLOTS = 6;
/** A download that takes longer is cancelled if others wait. SNS serves a certificate in a tenth of this time. */
const PREEMPTED_AFTER_MS = 500;
/** Addresses that wait for a slot. */
const MAXIMUM_WAITING = 64;
/** How long a failed address is cached, and how many of them. */
const FAILURE_AGE_MS = 5_000;
const MAXIMUM_FAILURES = 256;

/** A certificate that deliveries wait for. */
class Pending {
  readonly certificate: Promise<SigningCertificate>;
  resolve!: (certificate: SigningCertificate) => void;
  reject!: (error: CertificateUnavailableError) => void;

  constructor() {
    this.certificate = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // All deliveries that waited for it may have timed out.
    this.certificate.catch(() => undefined);
  }
}

/**
 * Downloads certificates from addresses that have the exact form of SNS's own, and caches them.
 *
 * An attacker can post well-formed addresses whose host never answers. To keep them from occupying all slots, the next
 * address is chosen at random, and slow downloads are cancelled.
 */
export class DownloadedCertificates extends CertificateStore {
  readonly #certificates = new Map<string, SigningCertificate>();
  readonly #failures = new Map<string, { readonly error: Error; readonly at: number }>();
  readonly #waiting = new Map<string, Pending>();
  readonly #downloading = new Map<string, Pending>();

  constructor(
    private readonly download: (url: string, signal: AbortSignal) => Promise<string> = downloadCertificate,
    private readonly now: () => number = () => performance.now(),
    private readonly random: () => number = Math.random,
  ) {
    super();
  }

  get(url: string, region: string): SigningCertificate | Promise<SigningCertificate> | undefined {
    return isCertificateUrl(url, region) ? (this.#certificates.get(url) ?? this.#waitFor(url)) : undefined;
  }

  /** A delivery waits up to the limit of one download. The download goes on for later deliveries. */
  #waitFor(url: string): Promise<SigningCertificate> {
    const failure = this.#failures.get(url);
    if (failure && this.now() - failure.at < FAILURE_AGE_MS) return Promise.reject(failure.error);
    const pending = this.#downloading.get(url) ?? this.#waiting.get(url) ?? this.#add(url);
    this.#startDownloads();
    return within(TIME_LIMITS_MS.certificate, () => pending.certificate).catch((error: unknown) => {
      throw error instanceof CertificateUnavailableError
        ? error
        : new CertificateUnavailableError('no answer in time', error);
    });
  }

  #add(url: string): Pending {
    const [[oldest, dropped] = ['', undefined]] = this.#waiting;
    if (this.#waiting.size >= MAXIMUM_WAITING && this.#waiting.delete(oldest)) {
      dropped?.reject(new CertificateUnavailableError('too many certificates are wanted at once'));
    }
    const pending = new Pending();
    this.#waiting.set(url, pending);
    return pending;
  }

  #startDownloads(): void {
    while (this.#downloading.size < SLOTS && this.#waiting.size > 0) {
      const drawn = [...this.#waiting][Math.floor(this.random() * this.#waiting.size)];
      if (drawn) void this.#download(...drawn);
    }
  }

  async #download(url: string, pending: Pending): Promise<void> {
    this.#waiting.delete(url);
    this.#downloading.set(url, pending);
    const preemption = new AbortController();
    const timer = setInterval(() => {
      if (this.#waiting.size > 0) preemption.abort();
    }, PREEMPTED_AFTER_MS);
    try {
      const certificate = new SigningCertificate(await this.download(url, preemption.signal));
      keep(this.#certificates, MAXIMUM_CERTIFICATES, url, certificate);
      pending.resolve(certificate);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'unknown error';
      const error = new CertificateUnavailableError(reason, cause);
      if (!preemption.signal.aborted) keep(this.#failures, MAXIMUM_FAILURES, url, { error, at: this.now() });
      pending.reject(error);
    }
    clearInterval(timer);
    this.#downloading.delete(url);
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
