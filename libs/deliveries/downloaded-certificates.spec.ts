import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SnsSigner } from '../testing/index.ts';
import { CertificateUnavailableError } from './certificate-unavailable-error.ts';
import { DownloadedCertificates } from './downloaded-certificates.ts';

let pem: string;

beforeAll(async () => {
  pem = (await SnsSigner.create()).certificate;
});

/** A store whose downloads are counted, and answered by a function. */
function storeWith(download: (url: string) => Promise<string>) {
  const fetched: string[] = [];
  const clock = { now: 0 };
  const store = new DownloadedCertificates(
    (url) => {
      fetched.push(url);
      return download(url);
    },
    () => clock.now,
  );
  return { clock, fetched, store };
}

/** A store whose downloads hang until they are answered one by one. */
function hangingStore() {
  const pending = new Map<string, (pem: string) => void>();
  const made = storeWith((url) => new Promise((resolve) => pending.set(url, resolve)));
  const answer = (url: string, text = pem) => pending.get(url)?.(text);
  return { ...made, answer };
}

/** Asks for certificates that nobody has, without waiting for them. */
function flood(store: DownloadedCertificates, count: number, name = 'invented'): void {
  for (let n = 0; n < count; n += 1) void Promise.resolve(store.get(`${name} ${n}`)).catch(() => undefined);
}

describe('DownloadedCertificates', () => {
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

  it('fetches four addresses at once and has others wait, so that strangers cannot make it fetch without end', async () => {
    const { answer, fetched, store } = hangingStore();
    flood(store, 4);
    const waiting = store.get('e');
    expect(fetched).toEqual(['invented 0', 'invented 1', 'invented 2', 'invented 3']);
    answer('invented 3', 'none');
    await Promise.resolve(store.get('invented 3')).catch(() => undefined);
    answer('e');
    expect((await waiting).isValidAt(Date.now())).toBe(true);
  });

  it('fetches at once what several deliveries name, however many invented addresses hang', async () => {
    const { answer, fetched, store } = hangingStore();
    flood(store, 40);
    const first = store.get('real');
    expect(fetched).not.toContain('real');
    const second = store.get('real');
    expect(fetched).toContain('real');
    answer('real');
    expect(await first).toBe(await second);
  });

  it('has at most 64 addresses wait, and drops one that was named least', async () => {
    const { answer, fetched, store } = hangingStore();
    flood(store, 6);
    flood(store, 6);
    const real = [1, 2, 3].map(() => Promise.resolve(store.get('real')));
    flood(store, 200, 'further');
    expect(fetched.length).toBeLessThanOrEqual(6);
    for (const url of [...fetched]) answer(url, 'none');
    while (!fetched.includes('real')) await new Promise((resolve) => setImmediate(resolve));
    answer('real');
    expect((await Promise.all(real)).every((certificate) => certificate.isValidAt(Date.now()))).toBe(true);
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
