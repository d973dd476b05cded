import { beforeAll, describe, expect, it } from '@jest/globals';
import { ForbiddenException } from '@nestjs/common';
import { SnsSigner, TEST_CERTIFICATE_URL, TEST_TOPIC } from '../testing/index.ts';
import { PinnedCertificate, type CertificateStore } from './certificate-store.ts';
import { CertificateUnavailableError } from './certificate-store.ts';
import { ClockError } from './signature-verifier.ts';
import { DownloadedCertificates } from './downloaded-certificates.ts';
import type { Envelope } from './envelope.schema.ts';
import { SignatureVerifier } from './signature-verifier.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

let signer: SnsSigner;
let certificates: CertificateStore;

beforeAll(async () => {
  signer = await SnsSigner.create();
  certificates = new PinnedCertificate(signer.certificate);
});

/** Verifies an envelope; the clock is `later` ms ahead. */
async function verify(
  envelope: object,
  { topics = [TEST_TOPIC], store = certificates, later = 0 } = {},
): Promise<void> {
  await new SignatureVerifier({ TOPIC_ARN: topics }, store, () => Date.now() + later).verify(
    envelope as Envelope,
  );
}

describe('SignatureVerifier', () => {
  it.each(['1', '2'])('accepts what SNS signed with version %s', async (SignatureVersion) => {
    await verify(signer.notification({ Message: '{"bundle": 1}', SignatureVersion }));
    await verify(signer.notification({ Message: '{"bundle": 1}', Subject: 'order-1', SignatureVersion }));
    await verify(signer.confirmation({ SignatureVersion }));
  });

  it.each(['Message', 'MessageId', 'Subject', 'Timestamp'])('refuses an altered %s', async (field) => {
    const authentic = signer.notification({ Message: '{"bundle": 1}', Subject: 'order-1' });
    const altered = field === 'Timestamp' ? new Date(Date.now() - MINUTE).toISOString() : 'altered';
    await expect(verify({ ...authentic, [field]: altered })).rejects.toThrow(ForbiddenException);
  });

  it('refuses a Subject that was taken away or put in', async () => {
    const without = { ...signer.notification({ Message: 'm', Subject: 'order-1' }), Subject: undefined };
    await expect(verify(without)).rejects.toThrow(ForbiddenException);
    await expect(verify({ ...signer.notification({ Message: 'm' }), Subject: 'order-1' })).rejects.toThrow(
      ForbiddenException,
    );
  });

  it('refuses a signature of another version, of another key, and none', async () => {
    const authentic = signer.notification({ Message: 'm', SignatureVersion: '1' });
    const stranger = await SnsSigner.create();
    await expect(verify({ ...authentic, SignatureVersion: '2' })).rejects.toThrow(ForbiddenException);
    await expect(verify(stranger.notification({ Message: 'm' }))).rejects.toThrow(ForbiddenException);
    await expect(verify({ ...authentic, Signature: '' })).rejects.toThrow(ForbiddenException);
    await expect(verify({ ...authentic, Signature: '!' })).rejects.toThrow(ForbiddenException);
  });

  it('refuses a topic that is not allowed, however well signed', async () => {
    const foreign = signer.notification({ Message: 'm', TopicArn: `${TEST_TOPIC}-of-others` });
    await expect(verify(foreign)).rejects.toThrow('TOPIC_ARN');
    await expect(verify(signer.notification({ Message: 'm' }), { topics: [] })).rejects.toThrow('TOPIC_ARN');
  });

  it('accepts what is 15 days old, since a redrive may take that long, and refuses what is older', async () => {
    const envelope = signer.notification({ Message: 'm' });
    await expect(verify(envelope, { later: 15 * DAY + MINUTE })).rejects.toThrow('older than 15 days');
    // The certificate, which is valid for a day, was so when it signed.
    await verify(envelope, { later: 15 * DAY - MINUTE });
  });

  it('allows for a clock an hour apart, and blames this machine’s beyond that', async () => {
    const ahead = (minutes: number) =>
      signer.notification({ Message: 'm', Timestamp: new Date(Date.now() + minutes * MINUTE).toISOString() });
    await verify(ahead(59));
    await expect(verify(ahead(61))).rejects.toThrow(ClockError);
    await expect(verify(ahead(61))).rejects.toThrow(/61 minutes ahead of this machine's clock/);
  });

  it('refuses a forgery that is dated in the future as a forgery', async () => {
    const Timestamp = new Date(Date.now() + 120 * MINUTE).toISOString();
    const forged = { ...signer.notification({ Message: 'm' }), Timestamp };
    await expect(verify(forged)).rejects.toThrow(ForbiddenException);
  });

  it('refuses a certificate that had expired when it signed, and one that was not valid yet', async () => {
    const expired = await SnsSigner.create({ notAfter: new Date(Date.now() - MINUTE) });
    const early = await SnsSigner.create({ notBefore: new Date(Date.now() + MINUTE) });
    for (const other of [expired, early]) {
      const store = new PinnedCertificate(other.certificate);
      await expect(verify(other.notification({ Message: 'm' }), { store })).rejects.toThrow('expired');
    }
  });

  it('judges a certificate by when it signed, not by when the delivery comes', async () => {
    const expired = await SnsSigner.create({ notAfter: new Date(Date.now() - MINUTE) });
    const store = new PinnedCertificate(expired.certificate);
    const Timestamp = new Date(Date.now() - 2 * MINUTE).toISOString();
    await verify(expired.notification({ Message: 'm', Timestamp }), { store });
  });

  it('never fetches a certificate from an address that is not SNS’s, or of another region', async () => {
    const fetched: string[] = [];
    const store = new DownloadedCertificates((url) => {
      fetched.push(url);
      return Promise.resolve(signer.certificate);
    });
    for (const SigningCertURL of [
      'https://sns.us-east-1.amazonaws.com.evil.example/x.pem',
      TEST_CERTIFICATE_URL.replace('us-east-1', 'us-west-2'),
    ]) {
      const imitation = signer.notification({ Message: 'm', SigningCertURL });
      await expect(verify(imitation, { store })).rejects.toThrow('SigningCertURL');
    }
    expect(fetched).toEqual([]);
    await verify(signer.notification({ Message: 'm' }), { store });
    expect(fetched).toEqual([TEST_CERTIFICATE_URL]);
  });

  it('refuses nobody because a certificate cannot be had', async () => {
    const store = new DownloadedCertificates(() => Promise.reject(new Error('away')));
    await expect(verify(signer.notification({ Message: 'm' }), { store })).rejects.toThrow(
      CertificateUnavailableError,
    );
  });
});
