import { describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { HqClientError } from '@interstella/hq/client';
import { askHq } from './ask-hq.ts';

function callThat(...errors: readonly Error[]) {
  const rest = [...errors];
  return jest.fn(() => {
    const error = rest.shift();
    return error ? Promise.reject(error) : Promise.resolve('report');
  });
}

describe('a call of HQ', () => {
  it('is repeated while HQ does not answer', async () => {
    const call = callThat(new HqClientError('away'), new HqClientError('no ledger', 503));
    expect(await askHq(call, { limitMs: 10_000 })).toBe('report');
    expect(call).toHaveBeenCalledTimes(3);
  });

  it('is given up at the limit, with what was said last', async () => {
    const away = new HqClientError('away');
    const call = callThat(away, away, new HqClientError('no ledger', 503));
    await expect(askHq(call, { limitMs: 1 })).rejects.toThrow('no ledger');
    await expect(askHq(callThat(new HqClientError('away')), { limitMs: 0 })).rejects.toThrow('away');
  });

  it('is not repeated after a refusal, or another error', async () => {
    const refused = callThat(new HqClientError('wrong key', 401));
    await expect(askHq(refused, { limitMs: 10_000 })).rejects.toThrow('wrong key');
    const changed = callThat(new Error('changed'));
    await expect(askHq(changed, { limitMs: 10_000 })).rejects.toThrow('changed');
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
      expect(await askHq(asleep, { limitMs: 10_000 })).toBe('report');
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
    await expect(askHq(call, { limitMs: 60_000, signal: stop.signal })).rejects.toThrow('away');
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('is said to take long, and nothing is said of one that does not', async () => {
    const onSlow = jest.fn();
    await expect(askHq(() => Promise.resolve('soon'), { limitMs: 0, onSlow })).resolves.toBe('soon');
    const late = askHq(() => delay(20, 'late'), { limitMs: 0, onSlow, slowMs: 1 });
    await expect(late).resolves.toBe('late');
    expect(onSlow).toHaveBeenCalledTimes(1);
    await expect(askHq(callThat(new Error('never')), { limitMs: 0, onSlow })).rejects.toThrow('never');
  });
});
