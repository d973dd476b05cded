import { expect, it } from '@jest/globals';
import { InMemoryStore } from '../testing/in-memory-store.ts';
import { Buckets } from './buckets.ts';
import { ClaimWriter } from './claim-writer.ts';
import { LaneWriter } from './lanes.ts';

it('refuses claims of a participant who floods it, and takes those of the others', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store = new InMemoryStore(() => held);
  const buckets = new Buckets(store, { groups: 1, lanes: 1, partBytes: 1_000_000 }, Date.now);
  const writer = new ClaimWriter(buckets, new LaneWriter(store), 1);
  let made = 0;
  const claim = (participant: string) =>
    writer.claim({
      ...{ participant, orderId: `order-${(made += 1)}`, resources: ['iridium'], by: 'monolith', at: 1 },
      attemptId: `attempt-${made}`,
    });
  const taken = Array.from({ length: 500 }, () => claim('ada'));
  await expect(claim('ada')).rejects.toThrow('500 claims wait for the ledger, 500 of them of ada.');
  taken.push(claim('bob'));
  release();
  await Promise.all(taken);
  await claim('ada');
});
