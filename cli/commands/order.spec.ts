import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HqClientError, type OrderStatus } from '@interstella/hq/client';
import { order } from './order.ts';

const COMPLETE = {
  participants: [
    {
      participant: 'laptop',
      complete: true,
      publishedAt: '2026-11-20T06:00:00.000Z',
      completedAt: '2026-11-20T06:00:00.012Z',
      claims: { iridium: { by: 'monolith' } },
    },
  ],
} as unknown as OrderStatus;
const never = () => new Promise<never>(() => undefined);

let said: string;
beforeEach(() => {
  said = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const options = { timeout: 0.05, json: false };

describe('an order', () => {
  it('is waited for until the ledger has it', async () => {
    const hq = { order: () => Promise.resolve(['o-1']), orderStatus: () => Promise.resolve(COMPLETE) };
    expect(await order(hq, { ...options, timeout: 30 })).toBe(0);
    expect(said).toBe('o-1: in the ledger of laptop after 12 ms: iridium by monolith\n');
  });

  it('is waited for no longer than wanted, also where HQ hangs', async () => {
    const code = await order({ order: () => Promise.resolve(['o-1']), orderStatus: never }, options);
    expect({ code, said }).toEqual({
      code: 1,
      said: 'o-1: nothing is known of it after 0.05 s. See `interstella report`.\n',
    });
    await expect(order({ order: never, orderStatus: never }, options)).rejects.toThrow(
      'Interstella HQ did not answer within 1 s; the order may be made all the same.',
    );
  });

  it('that nobody is owed says why, where that is known', async () => {
    const hq = {
      order: () => Promise.reject(new HqClientError('Nobody is owed orders.', 409)),
      orderStatus: never,
    };
    await expect(order(hq, options)).rejects.toThrow('Nobody is owed orders.');
    await expect(order(hq, options, () => Promise.resolve('At stage task.'))).rejects.toThrow(
      /^At stage task\.$/,
    );
  });
});
