import { expect } from '@jest/globals';
import { TEST_LIMIT_MS, waitFor } from '@interstella/libs/testing';
import { drain } from '@interstella/rehearsal/kit/drain.ts';
import type { KitUnderTest } from './running-kit.ts';
import { subscribe } from './subscribe.ts';
import { Witness } from './witness.ts';

/** Has somebody else write down what a kit's HQ publishes from now on. */
export async function witnessOrders({ kit }: KitUnderTest): Promise<Witness> {
  const { endpointUrl: url, region, topicArnPrefix } = kit;
  const endpoint = { url, region };
  const witness = await Witness.start(endpoint);
  await subscribe(endpoint, {
    topicArn: `${topicArnPrefix}orders`,
    url: witness.url,
    redriveQueueArn: `${topicArnPrefix.replace(':sns:', ':sqs:')}orders-redrive`,
  });
  return witness;
}

/** Waits until so many more orders were published. */
export async function moreOrders(kit: KitUnderTest, witness: Witness, count: number): Promise<void> {
  const before = publishedBy(kit, witness).size;
  await waitFor(`${count} more orders`, () => publishedBy(kit, witness).size >= before + count);
}

/**
 * Waits until nothing flows any more, and holds the ledger against what was published: the same orders, each complete,
 * none made twice.
 */
export async function expectKitConserved(kit: KitUnderTest, witness: Witness): Promise<void> {
  const drained = await drain(kit.hq, TEST_LIMIT_MS);
  expect(drained).toMatchObject({ isFinal: true, report: { participants: [{ open: 0 }] } });
  const { red, participants, audit } = await kit.hq.report({ audit: true });
  expect({ red, audit }).toEqual({ red: false, audit: { agrees: true, differences: [] } });
  const ledger = await kit.ledger();
  // Others may have had them before the witness.
  await waitFor('the witness', () => publishedBy(kit, witness).size >= ledger.length);
  const orderIds = [...publishedBy(kit, witness)].sort();
  expect(orderIds.length).toBeGreaterThan(0);
  expect(ledger.map(({ orderId }) => orderId).sort()).toEqual(orderIds);
  expect(ledger.filter(({ complete }) => !complete)).toEqual([]);
  expect(participants[0]).toMatchObject({ published: orderIds.length, lost: 0, unattributed: 0, direct: 0 });
}

function publishedBy({ kit }: KitUnderTest, witness: Witness): ReadonlySet<string> {
  return witness.ordersOn(`${kit.topicArnPrefix}orders`);
}
