import { describe, expect, it } from '@jest/globals';
import type { Hq } from '../hq.ts';
import { ReceivingController } from './receiving.controller.ts';

const receiveWith = (claim: (attempt: { attemptId: string }) => Promise<void>) => {
  const now = () => Date.parse('2026-11-20T06:14:30.000Z');
  const controller = new ReceivingController({
    claims: { claim },
    inFlight: { claimed: () => undefined },
    now,
  } as unknown as Hq);
  return () => controller.receive('ada', { orderId: 'order-1', by: 'monolith' }, ['iridium', 'magnesite']);
};

describe('receiving a claim', () => {
  it('is not answered before the ledger has answered', async () => {
    let recorded: () => void = () => undefined;
    const claim = () =>
      new Promise<void>((resolve) => {
        recorded = resolve;
      });
    let answered = false;
    const answer = receiveWith(claim)().finally(() => {
      answered = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    recorded();
    expect(await answer).toBe('success');
  });

  it('gives every request an attempt of its own, over all of its resources', async () => {
    const attempts: { attemptId: string }[] = [];
    const receive = receiveWith((attempt) => {
      attempts.push(attempt);
      return Promise.resolve();
    });
    await Promise.all([receive(), receive()]);
    expect(attempts).toMatchObject([
      { resources: ['iridium', 'magnesite'] },
      { resources: ['iridium', 'magnesite'] },
    ]);
    expect(new Set(attempts.map(({ attemptId }) => attemptId)).size).toBe(2);
  });
});
