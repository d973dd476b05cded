import { verify } from 'node:crypto';
import { ForbiddenException } from '@nestjs/common';
import type { CertificateStore } from './certificate-store.ts';
import type { Envelope } from './envelope.ts';
import { stringToSign } from './string-to-sign.ts';
import { regionOfTopic } from './topic-arn.ts';

const HOUR_MS = 3_600_000;
/** A redrive queue keeps a message 14 days, and retries may take an hour before and after. */
const MAXIMUM_AGE_MS = 15 * 24 * HOUR_MS;
/** How far the clock of SNS may be ahead of ours. */
const MAXIMUM_CLOCK_SKEW_MS = HOUR_MS;
const ALGORITHMS = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' } as const;

/** Tells deliveries of SNS from forgeries. */
export class SignatureVerifier {
  readonly #topics: ReadonlySet<string>;
  readonly #certificates: CertificateStore;
  readonly #now: () => number;

  constructor(topics: readonly string[], certificates: CertificateStore, now: () => number = Date.now) {
    this.#topics = new Set(topics);
    this.#certificates = certificates;
    this.#now = now;
  }

  /**
   * Resolves for an envelope that SNS signed, of an allowed topic, not too old. What costs nothing is looked at first.
   *
   * @throws ForbiddenException for any other envelope
   * @throws CertificateUnavailableError if it cannot be told now
   */
  async verify(envelope: Envelope): Promise<void> {
    if (!this.#topics.has(envelope.TopicArn)) {
      throw new ForbiddenException(
        'This service takes no deliveries of that topic. TOPIC_ARN says which it takes.',
      );
    }
    const signedAt = Date.parse(envelope.Timestamp);
    this.#checkAge(this.#now() - signedAt);
    const region = regionOfTopic(envelope.TopicArn);
    if (!this.#certificates.accepts(envelope.SigningCertURL, region)) {
      throw new ForbiddenException(
        "SigningCertURL is not the address of an SNS certificate in the topic's region.",
      );
    }
    const found = this.#certificates.get(envelope.SigningCertURL, region);
    const certificate = found instanceof Promise ? await found : found;
    // At the time of the signature: a redriven delivery may well be older than the certificate's end.
    if (!certificate.isValidAt(signedAt)) {
      throw new ForbiddenException('The signing certificate had expired, or was not valid yet, by then.');
    }

    const signature = Buffer.from(envelope.Signature, 'base64');
    const algorithm = ALGORITHMS[envelope.SignatureVersion];
    // Synchronous on purpose: 17 µs, less than a trip to the thread pool and back.
    if (!verify(algorithm, Buffer.from(stringToSign(envelope)), certificate.publicKey, signature)) {
      throw new ForbiddenException('The signature is not that of SNS.');
    }
  }

  #checkAge(age: number): void {
    if (age > MAXIMUM_AGE_MS) throw new ForbiddenException('The delivery is older than 15 days.');
    if (age < -MAXIMUM_CLOCK_SKEW_MS) throw new ForbiddenException('The delivery is dated in the future.');
  }
}
