import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SnsSigner } from '../testing/index.ts';
import { CertificateUnavailableError } from './certificate-store.ts';
import { DownloadedCertificates } from './downloaded-certificates.ts';
import type { SigningCertificate } from './signing-certificate.ts';

let pem: string;

beforeAll(async () => {
  pem = (await SnsSigner.create()).certificate;
});

/** Pseudo-random numbers, the same in every run. */
function numbers(): () => number {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** The address of a certificate, and the name that a test has for it. */
const addressOf = (name: string) =>
  `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${Buffer.from(name).toString('hex').padEnd(32, '0')}.pem`;
const nameOf = (url: string) =>
  Buffer.from(/-([0-9a-f]{32})\.pem$/.exec(url)?.[1] ?? '', 'hex')
    .toString()
    .replaceAll('\0', '');

interface NamedCertificates {
  get(name: string): SigningCertificate | Promise<SigningCertificate>;
}

/** A store whose downloads are counted, and answered by a function. */
function storeWith(download: (name: string, signal: AbortSignal) => Promise<string>) {
  const fetched: string[] = [];
  const clock = { now: 0 };
  const certificates = new DownloadedCertificates(
    (url, signal) => {
      fetched.push(nameOf(url));
      return download(nameOf(url), signal);
    },
    () => clock.now,
    numbers(),
  );
  const store: NamedCertificates = {
    get: (name) => certificates.get(addressOf(name), 'us-east-1') ?? Promise.reject(new Error('refused')),
  };
  return { clock, fetched, store };
}

/** A store whose downloads hang until they are answered one by one. */
function hangingStore() {
  const pending = new Map<string, (pem: string) => void>();
  const made = storeWith(
    (url, signal) =>
      new Promise((resolve, reject) => {
        pending.set(url, resolve);
        signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      }),
  );
  const answer = (url: string, text = pem) => pending.get(url)?.(text);
  return { ...made, answer };
}

/** Asks for certificates that nobody has, without waiting for them. */
function flood(store: NamedCertificates, count: number, name = 'invented'): void {
  for (let n = 0; n < count; n += 1) void Promise.resolve(store.get(`${name} ${n}`)).catch(() => undefined);
}

describe('DownloadedCertificates', () => {
  it('has none for an address that is not one of SNS in the region', () => {
    const store = new DownloadedCertificates(() => Promise.resolve(pem));
    expect(store.get('https://sns.us-east-1.amazonaws.com.evil.example/a.pem', 'us-east-1')).toBeUndefined();
    expect(store.get(addressOf('a'), 'eu-west-1')).toBeUndefined();
  });

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'Date'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('fetches a certificate once for all deliveries that name it, at the same time and later', async () => {
    const { fetched, store } = storeWith(() => Promise.resolve(pem));
    const [first, second] = await Promise.all([store.get('a'), store.get('a')]);
    expect(second).toBe(first);
    expect(store.get('a')).toBe(first);
    expect(fetched).toEqual(['a']);
  });

  it('keeps nothing that it cannot parse, and asks again, five seconds later at the earliest', async () => {
    const answers = ['<html>503</html>', pem];
    const { clock, fetched, store } = storeWith(() => Promise.resolve(answers.shift() ?? ''));
    await expect(store.get('a')).rejects.toThrow(CertificateUnavailableError);
    clock.now = 4_999;
    await expect(store.get('a')).rejects.toThrow(CertificateUnavailableError);
    expect(fetched).toEqual(['a']);
    clock.now = 5_000;
    expect((await store.get('a')).isValidAt(Date.now())).toBe(true);
    expect(fetched).toEqual(['a', 'a']);
  });

  it('fetches six addresses at once and has others wait, so that strangers cannot make it fetch without end', async () => {
    const { answer, fetched, store } = hangingStore();
    flood(store, 6);
    const waiting = store.get('g');
    expect(fetched).toHaveLength(6);
    expect(fetched).not.toContain('g');
    answer('invented 3', 'none');
    await Promise.resolve(store.get('invented 3')).catch(() => undefined);
    answer('g');
    expect((await waiting).isValidAt(Date.now())).toBe(true);
  });

  it('has at most 64 addresses wait, and drops the oldest of them', async () => {
    const { store } = hangingStore();
    flood(store, 6);
    const oldest = expect(store.get('oldest')).rejects.toThrow('too many');
    flood(store, 64, 'further');
    await oldest;
  });

  it('ends a slow download when others wait, and does not hold that against its address', async () => {
    const { answer, fetched, store } = hangingStore();
    flood(store, 6);
    const waiting = store.get('g');
    await jest.advanceTimersByTimeAsync(500);
    expect(fetched).toContain('g');
    answer('g');
    expect((await waiting).isValidAt(Date.now())).toBe(true);
    flood(store, 1);
    expect(fetched.filter((url) => url === 'invented 0')).toHaveLength(2);
  });

  it('lets a slow download go on when no other waits', async () => {
    const { answer, store } = hangingStore();
    const slow = store.get('a');
    await jest.advanceTimersByTimeAsync(1_900);
    answer('a');
    expect((await slow).isValidAt(Date.now())).toBe(true);
  });

  it('fetches the real one within a minute while 400 invented addresses a second hang, each posted ten times', async () => {
    const { answer, fetched, store } = hangingStore();
    for (let tenth = 0; tenth < 600 && !fetched.includes('real'); tenth += 1) {
      for (let time = 0; time < 10; time += 1) flood(store, 40, `invented in ${tenth}:`);
      if (tenth % 2 === 0) Promise.resolve(store.get('real')).catch(() => undefined);
      await jest.advanceTimersByTimeAsync(100);
    }
    const real = store.get('real');
    answer('real');
    expect((await real).isValidAt(Date.now())).toBe(true);
  });

  it('has a delivery wait no longer than a download may take, and goes on for the next one', async () => {
    const { answer, store } = hangingStore();
    const refused = expect(store.get('a')).rejects.toThrow(CertificateUnavailableError);
    await jest.advanceTimersByTimeAsync(2_000);
    await refused;
    const next = store.get('a');
    answer('a');
    expect((await next).isValidAt(Date.now())).toBe(true);
  });

  it('remembers the last 256 addresses that failed, and no more', async () => {
    const { fetched, store } = storeWith(() => Promise.reject(new Error('404')));
    for (let n = 0; n <= 256; n += 1) await expect(store.get(`forged ${n}`)).rejects.toThrow('404');
    await expect(store.get('forged 1')).rejects.toThrow('404');
    expect(fetched).toHaveLength(257);
    await expect(store.get('forged 0')).rejects.toThrow('404');
    expect(fetched).toHaveLength(258);
  });

  it('keeps at most sixteen', async () => {
    const { fetched, store } = storeWith(() => Promise.resolve(pem));
    for (let n = 0; n <= 16; n += 1) await store.get(`certificate ${n}`);
    await store.get('certificate 16');
    expect(fetched).toHaveLength(17);
    await store.get('certificate 0');
    expect(fetched).toHaveLength(18);
  });
});
