import { beforeAll, describe, expect, it } from '@jest/globals';
import { SnsSigner } from '../testing/index.ts';
import { DownloadedCertificates } from './certificate-store.ts';
import { CertificateUnavailableError } from './certificate-unavailable-error.ts';

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
    () => true,
    () => clock.now,
  );
  return { clock, fetched, store };
}

describe('DownloadedCertificates', () => {
  it('fetches a certificate once for all who ask at the same time and later', async () => {
    const { fetched, store } = storeWith(() => Promise.resolve(pem));
    const [first, second] = await Promise.all([store.get('a'), store.get('a')]);
    expect(second).toBe(first);
    expect(store.get('a')).toBe(first);
    expect(fetched).toEqual(['a']);
  });

  it('keeps nothing that is no certificate, and asks again, five seconds later at the earliest', async () => {
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

  it('fetches at most four at once, so that strangers cannot make it fetch without end', async () => {
    let finish: (pem: string) => void = () => undefined;
    const { fetched, store } = storeWith(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    const waiting = ['a', 'b', 'c', 'd'].map((url) => store.get(url));
    await expect(store.get('e')).rejects.toThrow('too many');
    expect(fetched).toEqual(['a', 'b', 'c', 'd']);
    finish(pem);
    await waiting[3];
    void store.get('e');
    expect(fetched).toEqual(['a', 'b', 'c', 'd', 'e']);
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
