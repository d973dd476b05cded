import { describe, expect, it } from '@jest/globals';
import { receive } from './receive.ts';

const ask = {
  params: {},
  query: {},
  headers: { 'x-api-key': 'key' },
  body: '{"iridium": 1, "magnesite": 1}',
};
const parts = {
  participants: { nameOfKey: () => Promise.resolve('ada') },
  resources: ['iridium', 'magnesite'],
  now: () => Date.parse('2026-11-20T06:14:30.000Z'),
};

describe('receiving a claim', () => {
  it('is not answered before the ledger has answered', async () => {
    let recorded: () => void = () => undefined;
    const claim = () =>
      new Promise<void>((resolve) => {
        recorded = resolve;
      });
    let answered = false;
    const answer = receive({ ...parts, claims: { claim } }, ask).finally(() => {
      answered = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    recorded();
    expect(await answer).toEqual({ status: 200, body: 'success' });
  });

  it('gives every request an attempt of its own, over all of its resources', async () => {
    const attempts: { attemptId: string; resources: readonly string[] }[] = [];
    const claims = {
      claim: (attempt: { attemptId: string; resources: readonly string[] }) => {
        attempts.push(attempt);
        return Promise.resolve();
      },
    };
    await Promise.all([receive({ ...parts, claims }, ask), receive({ ...parts, claims }, ask)]);
    expect(attempts).toMatchObject([
      { resources: ['iridium', 'magnesite'] },
      { resources: ['iridium', 'magnesite'] },
    ]);
    expect(new Set(attempts.map(({ attemptId }) => attemptId)).size).toBe(2);
  });
});
