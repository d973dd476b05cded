import { describe, expect, it } from '@jest/globals';
import type { Hq } from '../hq.ts';
import { makeClose } from './make-close.ts';

describe('the closing function', () => {
  it('fails if the closing fails, after it has published the abandoned orders', async () => {
    const publisher = { backlog: 1 };
    setTimeout(() => (publisher.backlog = 0), 10);
    const closing = { run: () => Promise.reject(new Error('no answer')) };
    const close = makeClose({ closing, publisher } as unknown as Hq);
    await expect(close({}, { getRemainingTimeInMillis: () => 60_000 })).rejects.toThrow('no answer');
    expect(publisher.backlog).toBe(0);
  });
});
