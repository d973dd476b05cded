import { verify } from 'node:crypto';
import { ForbiddenException, Inject, Injectable, Optional } from '@nestjs/common';
import { serviceSettings, type ServiceSettings } from '../configuration/index.ts';
import { TemporaryError } from '../errors/index.ts';
import { CertificateStore } from './certificate-store.ts';
import type { Envelope } from './envelope.schema.ts';
import type { SigningCertificate } from './signing-certificate.ts';
import { stringToSign } from './string-to-sign.ts';

const HOUR_MS = 3_600_000;
/** Oldest delivery: a dead-letter queue keeps a message for 14 days, and retries take up to an hour before and after. */
const MAXIMUM_AGE_MS = 15 * 24 * HOUR_MS;
/** How far the clock of SNS may be ahead of ours. */
const MAXIMUM_CLOCK_SKEW_MS = HOUR_MS;
const ALGORITHMS = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' } as const;

/** SNS signed a delivery dated in the future, so this machine's clock is behind. */
export class ClockError extends TemporaryError {
  override readonly name = 'ClockError';

  /** @param aheadMs how far the delivery's clock is ahead of ours */
  constructor(timestamp: string, aheadMs: number) {
    super(
      `SNS signed a delivery dated ${timestamp}, ${Math.round(aheadMs / 60_000)} minutes ahead of this machine's clock. ` +
        'Is the clock right? It may have stood still while the machine slept.',
    );
  }
}

/** Verifies that SNS signed a delivery. */
@Injectable()
export class SignatureVerifier {
  /** The regions of the allowed topics. */
  readonly #regions: ReadonlyMap<string, string>;

  constructor(
    @Inject(serviceSettings.KEY) { TOPIC_ARN }: Pick<ServiceSettings, 'TOPIC_ARN'>,
    private readonly certificates: CertificateStore,
    @Optional() private readonly now: () => number = Date.now,
  ) {
    this.#regions = new Map(TOPIC_ARN.map((arn) => [arn, regionOfTopic(arn)]));
  }

  /**
   * Verifies topic, age and signature of an envelope, the cheapest check first. Returns a promise only if the certificate
   * must be fetched.
   *
   * @throws ForbiddenException if the envelope is invalid
   * @throws CertificateUnavailableError if the signature cannot be verified now
   * @throws ClockError if this machine's clock is behind that of SNS
   */
  verify(envelope: Envelope): true | Promise<true> {
    const region = this.#regions.get(envelope.TopicArn);
    if (region === undefined) {
      throw new ForbiddenException(
        'This service accepts no deliveries of that topic. Its variable TOPIC_ARN names the topics that it accepts.',
      );
    }
    const signedAt = Date.parse(envelope.Timestamp);
    const age = this.now() - signedAt;
    if (age > MAXIMUM_AGE_MS) throw new ForbiddenException('The delivery is older than 15 days.');
    const certificate = this.certificates.get(envelope.SigningCertURL, region);
    if (certificate === undefined) {
      throw new ForbiddenException(
        "SigningCertURL is not the address of an SNS certificate in the topic's region.",
      );
    }
    const verifyWith = (fetched: SigningCertificate): true => {
      verifySignature(envelope, signedAt, fetched);
      // Checked after the signature: a signed time in the future means that this machine's clock is behind.
      if (age < -MAXIMUM_CLOCK_SKEW_MS) throw new ClockError(envelope.Timestamp, -age);
      return true;
    };
    return certificate instanceof Promise ? certificate.then(verifyWith) : verifyWith(certificate);
  }
}

/** @throws ForbiddenException */
function verifySignature(envelope: Envelope, signedAt: number, certificate: SigningCertificate): void {
  // Checked at the time of the signature, since a redriven delivery may arrive after the certificate has expired.
  if (!certificate.isValidAt(signedAt)) {
    throw new ForbiddenException('The signing certificate had expired, or was not valid yet, by then.');
  }
  const signature = Buffer.from(envelope.Signature, 'base64');
  const signed = Buffer.from(stringToSign(envelope));
  // Synchronous, since it takes 17 µs, less than the way to the thread pool and back.
  if (!verify(ALGORITHMS[envelope.SignatureVersion], signed, certificate.publicKey, signature)) {
    throw new ForbiddenException('The signature is not that of SNS.');
  }
}

/** The region in an SNS topic's ARN: `arn:aws:sns:us-east-1:123456789012:orders` → `us-east-1`. */
export function regionOfTopic(topicArn: string): string {
  return topicArn.split(':')[3] ?? '';
}
