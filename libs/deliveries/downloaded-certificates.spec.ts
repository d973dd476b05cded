import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SnsSigner } from '../testing/index.ts';
import { CertificateUnavailableError } from './certificate-store.ts';
import { DownloadedCertificates } from './downloaded-certificates.ts';

let pem: string;

beforeAll(async () => {
  pem = (await SnsSigner.create()).certificate;
});

/** Pseudo-random numbers, the same in every run. */
function numbers(): () => number {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** A store whose downloads are counted, and answered by a function. */
function storeWith(download: (url: string, signal: AbortSignal) => Promise<string>) {
  const fetched: string[] = [];
  const clock = { now: 0 };
  const store = new DownloadedCertificates(
    (url, signal) => {
      fetched.push(url);
      return download(url, signal);
    },
    () => clock.now,
    numbers(),
  );
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
