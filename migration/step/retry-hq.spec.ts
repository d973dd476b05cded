import { describe, expect, it, jest } from '@jest/globals';
import { HqClientError } from '@interstella/hq/client';
import { retryHq } from './retry-hq.ts';

function callThat(...errors: readonly Error[]) {
  const rest = [...errors];
  return jest.fn(() => {
    const error = rest.shift();
    return error ? Promise.reject(error) : Promise.resolve('report');
  });
}

describe('a retryHq call of HQ', () => {
  it('is repeated while HQ does not answer', async () => {
    const call = callThat(new HqClientError('away'), new HqClientError('no ledger', 503));
    expect(await retryHq(call, 10_000)).toBe('report');
    expect(call).toHaveBeenCalledTimes(3);
  });

  it('is given up at the limit, with what was said last', async () => {
    const away = new HqClientError('away');
    const call = callThat(away, away, new HqClientError('no ledger', 503));
    await expect(retryHq(call, 1)).rejects.toThrow('no ledger');
    await expect(retryHq(callThat(new HqClientError('away')), 0)).rejects.toThrow('away');
  });

  it('is not repeated after a refusal, or another error', async () => {
    const refused = callThat(new HqClientError('wrong key', 401));
    await expect(retryHq(refused, 10_000)).rejects.toThrow('wrong key');
    const changed = callThat(new Error('changed'));
    await expect(retryHq(changed, 10_000)).rejects.toThrow('changed');
    expect([refused, changed].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  it('is repeated after a sleep, however long it was', async () => {
    const clock = jest.spyOn(performance, 'now');
    let now = 0;
    clock.mockImplementation(() => now);
    const call = callThat(new HqClientError('away'));
    const asleep = () => {
      now += 3_600_000;
      return call();
    };
    try {
      expect(await retryHq(asleep, 10_000)).toBe('report');
    } finally {
      clock.mockRestore();
    }
  });

  it('ends when it is stopped while it waits, with what HQ said', async () => {
    const stop = new AbortController();
    const call = jest.fn(() => {
      setImmediate(() => {
        stop.abort();
      });
      return Promise.reject(new HqClientError('away'));
    });
    await expect(retryHq(call, 60_000, stop.signal)).rejects.toThrow('away');
    expect(call).toHaveBeenCalledTimes(1);
  });
});
