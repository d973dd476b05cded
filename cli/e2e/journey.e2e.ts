/** What `npm test -- quick` runs from end to end: the shortest way through everything that a newcomer does. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { expectKitConserved, moreOrders, witnessOrders } from './support/kit-conservation.ts';
import { Kits } from './support/kits.ts';
import { KitUnderTest } from './support/running-kit.ts';
import type { Witness } from './support/witness.ts';

let kits: Kits;
let witness: Witness | undefined;

beforeEach(() => {
  kits = new Kits();
});

afterEach(async () => {
  await kits.end();
  await witness?.close();
});

it('starts a kit, fulfils orders, takes a step there and back, and loses nothing', async () => {
  const started = kits.home.start('--rate', '0');
  kits.takeCareOf(started);
  const kit = await KitUnderTest.up(kits.home, started);
  kits.look(started);
  witness = await witnessOrders(kit);
  const order = await kits.home.interstella('order', '--json');
  expect(order).toMatchObject({ code: 0 });
  await kit.hq.setGenerator({ rate: 20 });
  for (const stage of ['iridium', 'alb']) {
    expect(await kits.home.interstella('stage', stage)).toMatchObject({ code: 0 });
    await moreOrders(kit, witness, 10);
  }
  await expectKitConserved(kit, witness);
});
