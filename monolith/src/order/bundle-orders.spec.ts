import { ConflictException } from '@nestjs/common';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Gatherer } from '@interstella/libs/gathering';
import { LedgerInMemory, logsInMemory } from '@interstella/libs/testing';
import { BundleOrders } from './bundle-orders.ts';

describe('bundles', () => {
  let ledger: LedgerInMemory;
  let lines: readonly string[];

  beforeEach(() => {
    ledger = new LedgerInMemory();
  });

  function bundlesGathering(...gathers: string[]): BundleOrders {
    const memory = logsInMemory();
    lines = memory.lines;
    const gatherer = new Gatherer(memory.logs, 0);
    const resources = ['iridium', 'magnesite'];
    return new BundleOrders({ gathers, resources, gatherer, hq: ledger, logs: memory.logs });
  }

  it.each([[['iridium', 'magnesite']], [['magnesite']]])(
    'are claimed for %j, which the tag gathers',
    async (gathers) => {
      const answer = await bundlesGathering(...gathers).handle({ id: 'order-1', origin: 'sns' });
      expect(answer).toBe('Your order has been fulfilled');
      expect(ledger.claims).toEqual([{ orderId: 'order-1', fulfilledBy: 'monolith', resources: gathers }]);
      expect(lines.at(-1)).toBe('Bundle fulfilled');
    },
  );

  it('are not said to be fulfilled when the ledger is away', async () => {
    ledger.isAway = true;
    const fulfilling = bundlesGathering('iridium').handle({ id: 'order-1', origin: 'sns' });
    await expect(fulfilling).rejects.toMatchObject({ orderId: 'order-1' });
    expect(lines).not.toContain('Bundle fulfilled');
  });

  it('from SNS need no ledger where nothing is left to gather', async () => {
    ledger.isAway = true;
    const answer = await bundlesGathering().handle({ id: 'order-1', origin: 'sns' });
    expect(answer).toBe('Nothing left to gather');
  });

  it('ordered directly are sent to the microservices where nothing is left to gather', async () => {
    const handling = bundlesGathering().handle({ id: 'direct-1', origin: 'direct' });
    await expect(handling).rejects.toThrow(ConflictException);
    await expect(handling).rejects.toThrow('/iridium/ and /magnesite/');
    expect(ledger.claims).toEqual([]);
  });
});
