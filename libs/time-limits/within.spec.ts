import { describe, expect, it } from '@jest/globals';
import { within } from './within.ts';

describe('within', () => {
  it('gives what the work gives, or throws what it throws', async () => {
    expect(await within(10_000, () => Promise.resolve('done'))).toBe('done');
    await expect(within(10_000, () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
  });

  it('gives up on work that does not heed the signal, and gives the signal', async () => {
    let signal: AbortSignal | undefined;
    const never = within(5, (given) => {
      signal = given;
      return new Promise(() => undefined);
    });
    await expect(never).rejects.toThrow('no answer within 5 ms');
    expect(signal?.aborted).toBe(true);
  });
});
