import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { withDeadline } from '../deadline.ts';
import { InMemoryStore } from '../testing/in-memory-store.ts';
import { Buckets } from './buckets.ts';
import { ClaimWriter } from './claim-writer.ts';
import { LaneWriter } from './lanes.ts';

/** @param gate is passed before and after each operation of the store */
function makeWriter(gate: (operation: string) => Promise<void>) {
  const store = new InMemoryStore(gate);
  const buckets = new Buckets(store, { groups: 1, lanes: 1, partBytes: 1_000_000 }, Date.now);
  const writer = new ClaimWriter(buckets, new LaneWriter(store), 1);
  let made = 0;
  return (participant: string) =>
    writer.claim({
      ...{ participant, orderId: `order-${(made += 1)}`, resources: ['iridium'], by: 'monolith', at: 1 },
      attemptId: `attempt-${made}`,
    });
}

describe('the claim writer', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('refuses claims of a participant beyond its share, and takes those of others', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const claim = makeWriter(() => held);
    const taken = Array.from({ length: 500 }, () => claim('ada'));
    await expect(claim('ada')).rejects.toThrow('500 claims wait for the ledger, 500 of them from ada.');
    taken.push(claim('bob'));
    release();
    await Promise.all(taken);
    await claim('ada');
  });

  it('drops an expired claim and writes the others of its batch', async () => {
    let appended = 0;
    const claim = makeWriter((operation) => {
      appended += Number(operation === 'append');
      return Promise.resolve();
    });
    const [expired] = await Promise.allSettled([withDeadline(0, () => claim('bob')), claim('ada')]);
    expect(expired).toMatchObject({ reason: { name: 'ClaimExpired' } });
    expect(appended).toBe(1);
  });

  it('writes claims that arrive soon after a flush in one batch', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    let appended = 0;
    const claim = makeWriter((operation) => {
      appended += Number(operation === 'append');
      return Promise.resolve();
    });
    const claims = [claim('ada')];
    const pass = async (ms: number) => {
      jest.advanceTimersByTime(ms);
      await new Promise((resolve) => setImmediate(resolve));
    };
    await pass(1);
    expect(appended).toBe(1);
    for (let count = 0; count < 4; count += 1) {
      claims.push(claim('ada'));
      await pass(5);
    }
    expect(appended).toBe(1);
    await pass(5);
    await Promise.all(claims);
    expect(appended).toBe(2);
  });
});
