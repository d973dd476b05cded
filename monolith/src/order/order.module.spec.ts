import { Test, type TestingModule } from '@nestjs/testing';
import { ConflictException } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { serviceSettings } from '@interstella/libs/configuration';
import { FulfillmentClient } from '@interstella/libs/fulfillment';
import { LedgerInMemory, logInMemory } from '@interstella/libs/testing';
import { IridiumService } from '../iridium/iridium.service.ts';
import type { Feature } from './features.ts';
import { OrderModule } from './order.module.ts';
import { OrderService } from './order.service.ts';

describe('bundles', () => {
  let ledger: LedgerInMemory;
  let lines: readonly string[];
  let module: TestingModule;

  beforeEach(() => {
    ledger = new LedgerInMemory();
  });
  afterEach(() => module.close());

  async function bundlesGathering(...gathers: Feature[]): Promise<OrderService> {
    const memory = logInMemory();
    lines = memory.lines;
    module = await Test.createTestingModule({ imports: [OrderModule.forRoot(gathers)] })
      .overrideProvider(serviceSettings.KEY)
      .useValue({ RESOURCES: ['iridium', 'magnesite'], GATHER_MS: 0, IMAGE_TAG: 'latest/7', TOPIC_ARN: [] })
      .overrideProvider(FulfillmentClient)
      .useValue(ledger)
      .setLogger(memory.log)
      .compile();
    return module.get(OrderService);
  }

  it.each<Feature[][]>([[['iridium', 'magnesite']], [['magnesite']]])(
    'are claimed for %j, which the tag gathers',
    async (gathers) => {
      const orders = await bundlesGathering(...gathers);
      const answer = await orders.fulfill({ kind: 'order', id: 'order-1', origin: 'sns' });
      expect(answer).toBe('Your order has been fulfilled');
      expect(ledger.claims).toEqual([
        { orderId: 'order-1', fulfilledBy: 'monolith', revision: 'latest/7', resources: gathers },
      ]);
      expect(lines).toEqual([
        'Gathering Requested Items',
        ...gathers.map((name) => `Getting ${name === 'iridium' ? 'Iridium' : 'Magnesite'}`),
        'Bundle fulfilled',
      ]);
    },
  );

  it('are gathered at the same time: one resource does not wait for the other', async () => {
    const orders = await bundlesGathering('iridium', 'magnesite');
    let hasIridium!: () => void;
    const gathering = new Promise<void>((resolve) => (hasIridium = resolve));
    jest.spyOn(module.get(IridiumService), 'gather').mockReturnValue(gathering);
    const handling = orders.fulfill({ kind: 'order', id: 'order-1', origin: 'sns' });
    expect(lines).toContain('Getting Magnesite');
    expect(ledger.claims).toEqual([]);
    hasIridium();
    expect(await handling).toBe('Your order has been fulfilled');
  });

  it('are not said to be fulfilled when the ledger is away', async () => {
    ledger.isAway = true;
    const orders = await bundlesGathering('iridium');
    await expect(orders.fulfill({ kind: 'order', id: 'order-1', origin: 'sns' })).rejects.toThrow('away');
    expect(lines).not.toContain('Bundle fulfilled');
  });

  it('from SNS need no ledger where nothing is left to gather', async () => {
    ledger.isAway = true;
    const orders = await bundlesGathering();
    expect(await orders.fulfill({ kind: 'order', id: 'order-1', origin: 'sns' })).toBe(
      'Nothing left to gather',
    );
  });

  it('ordered directly are sent to the microservices where nothing is left to gather', async () => {
    const orders = await bundlesGathering();
    const handling = orders.fulfill({ kind: 'order', id: 'direct-1', origin: 'direct' });
    await expect(handling).rejects.toThrow(ConflictException);
    await expect(handling).rejects.toThrow('/iridium/ and /magnesite/');
    expect(ledger.claims).toEqual([]);
  });
});
