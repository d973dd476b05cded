import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { dieAtEveryWrite, fulfilEverything, closeEverything } from './die-at-every-write.ts';
import { claim, publishOrders, reportOn, startDynamo } from './world.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describe('HQ that dies between any two of its writes', () => {
  it('publishes and accounts for every order it began', async () => {
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: async (hq) => {
        await hq.participants.add('ada', {});
        await hq.participants.open('ada');
      },
      act: async (hq, clock) => {
        hq.generator.set({ rate: 30, count: 30 });
        clock.pass(1_000);
        await hq.generator.tick();
        await waitFor('an empty outbox, or the death', () => hq.publisher.backlog === 0 || hq.wire.dead);
      },
      assess: async (hq, clock, died) => {
        // The restart is in a later minute, so that what it resumes is written late.
        clock.pass(100_000);
        await hq.publisher.resume();
        await waitFor('an empty outbox', () => hq.publisher.backlog === 0);
        await fulfilEverything(hq);
        const published = hq.topics.ordersOn('orders').length;
        const report = await reportOn(hq, 'ada', true);
        expect([died, report]).toMatchObject([
          died,
          { red: false, published, complete: published, open: 0, unattributed: 0, audit: { agrees: true } },
        ]);
        expect([died, await hq.publisher.resume()]).toEqual([died, 0]);
        if (died === 'lived') expect(published).toBe(30);
        await closeEverything(hq, clock);
        const later = await reportOn(hq, 'ada', true);
        expect([died, later]).toMatchObject([died, { complete: published, audit: { agrees: true } }]);
      },
    });
    // Two batches: records, lane, records marked as sent.
    expect(writes).toBe(2 * 3);
  });

  it('never closes over a late claim', async () => {
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: async (hq, clock) => {
        await hq.participants.add('ada', {});
        for (const orderId of await publishOrders(hq, 2, ['ada'])) await claim(hq, 'ada', orderId);
        clock.pass(100_000);
        await hq.closing.run();
      },
      act: async (hq) => {
        for (const orderId of hq.topics.ordersOn('orders')) await claim(hq, 'ada', orderId);
      },
      assess: async (hq, clock, died) => {
        const { audit: atOnce, duplicatesAbsorbed } = await reportOn(hq, 'ada', true);
        expect([died, atOnce]).toEqual([died, { agrees: true, differences: [] }]);
        expect([died, await reportOn(hq, 'ada')]).toMatchObject([died, { complete: 2, duplicatesAbsorbed }]);
        await closeEverything(hq, clock);
        const later = await reportOn(hq, 'ada', true);
        expect([died, later]).toMatchObject([
          died,
          { red: false, complete: 2, duplicatesAbsorbed, audit: { agrees: true } },
        ]);
        hq.wire.itemsRead = 0;
        await hq.reporter.report();
        // Whatever died: the participant and its state, and what stands beside them.
        expect([died, hq.wire.itemsRead <= 6]).toEqual([died, true]);
      },
    });
    expect(writes).toBe(2);
  });

  it('counts the truth or nothing', async () => {
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: async (hq, clock) => {
        await hq.participants.add('ada', {});
        for (let minute = 0; minute < 3; minute += 1) {
          for (const orderId of await publishOrders(hq, 2, ['ada'])) await claim(hq, 'ada', orderId);
          clock.pass(60_000);
        }
        clock.pass(60_000);
      },
      act: async (hq) => {
        await hq.closing.run();
      },
      assess: async (hq, clock, died) => {
        for (let look = 0; look < 2; look += 1) {
          const report = await reportOn(hq, 'ada', true);
          expect([died, report]).toMatchObject([
            died,
            { published: 6, complete: 6, duplicatesAbsorbed: 0, audit: { agrees: true } },
          ]);
          await closeEverything(hq, clock);
        }
      },
    });
    // Two lanes are fenced, the next bucket is opened, the state is written, the bucket is closed.
    expect(writes).toBe(2 + 1 + 1 + 1);
  });

  it('leaves nothing of who is removed to who is added under that name', async () => {
    const writes = await dieAtEveryWrite(dynamo.endpoint, {
      prepare: async (hq, clock) => {
        await hq.participants.add('ada', {});
        await publishOrders(hq, 1, ['ada']);
        await claim(hq, 'ada', 'sns-1');
        clock.pass(100_000);
        await hq.closing.run();
      },
      act: async (hq) => {
        await hq.participants.remove('ada');
      },
      assess: async (hq, _clock, died) => {
        await hq.participants.remove('ada');
        await hq.participants.add('ada', {});
        await claim(hq, 'ada', 'sns-1');
        const report = await reportOn(hq, 'ada', true);
        expect([died, report]).toMatchObject([
          died,
          { published: 0, owed: false, unattributed: 1, duplicatesAbsorbed: 0, audit: { agrees: true } },
        ]);
      },
    });
    // What finds its key, its state, two lanes that are fenced, the next bucket, the row of its stray, the participant.
    expect(writes).toBe(4 + 2 + 1);
  });
});
