import { beforeEach, describe, expect, it } from '@jest/globals';
import { HqClient } from '../client/index.ts';
import { type ServedHq, useServedHq } from './served-hq.ts';
import { startHq } from './world.ts';

const servedHq = useServedHq();
let clock: ServedHq['clock'];
let hq: ServedHq['hq'];
let http: ServedHq['http'];
let client: ServedHq['client'];
let url: ServedHq['url'];
let dynamo: ServedHq['dynamo'];
let tables: ServedHq['tables'];
beforeEach(() => {
  ({ clock, hq, http, client, url, dynamo, tables } = servedHq());
});

const claimWith = (apiKey: string) =>
  http.call('/receiving/', { method: 'POST', headers: { 'x-api-key': apiKey }, body: '{"iridium": 1}' });

describe('participants', () => {
  it('are added once, and their key works at once', async () => {
    const { name, apiKey } = await client.addParticipant({
      name: 'ada',
      directExpected: 2,
      unattributedExpected: true,
    });
    expect(name).toBe('ada');
    expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
    await expect(client.addParticipant({ name: 'ada' })).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('ada exists already'),
    });
    expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
    const listed = await client.participants();
    expect(listed).toMatchObject([{ unattributedExpected: true, directExpected: 2 }]);
    expect(JSON.stringify(listed)).not.toContain(apiKey);
  });

  it('are added though the answer to the write was lost', async () => {
    hq.wire.loseAnswers = 1;
    const { apiKey } = await client.addParticipant({ name: 'ada' });
    expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
  });

  it('are refused with the old key and served with the new one after a rotation', async () => {
    const { apiKey: old } = await client.addParticipant({ name: 'ada' });
    expect(await claimWith(old)).toMatchObject({ status: 200 });
    const { apiKey } = await client.rotateKey('ada');
    expect(await claimWith(old)).toMatchObject({ status: 403 });
    expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
  });

  it.each([15, 60, 1_440] as const)(
    'are served with both keys for %d minutes where that is wanted',
    async (minutes) => {
      const { apiKey: old } = await client.addParticipant({ name: 'ada' });
      const { apiKey } = await client.rotateKey('ada', minutes);
      clock.pass(minutes * 60_000 - 1);
      expect(await claimWith(old)).toMatchObject({ status: 200 });
      clock.pass(2_000);
      expect(await claimWith(old)).toMatchObject({ status: 403 });
      expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
    },
  );

  it('have two keys at most', async () => {
    const { apiKey: first } = await client.addParticipant({ name: 'ada' });
    const { apiKey: unused } = await client.rotateKey('ada', 60);
    const { apiKey: second } = await client.rotateKey('ada', 15);
    expect(await claimWith(unused)).toMatchObject({ status: 403 });
    for (const apiKey of [first, second]) expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
    await expect(client.rotateKey('ada', 60)).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('until 2026-11-20T07:14:30.000Z'),
    });
    for (const apiKey of [first, second]) expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
    const { apiKey: third } = await client.rotateKey('ada');
    for (const apiKey of [first, second]) expect(await claimWith(apiKey)).toMatchObject({ status: 403 });
    expect(await claimWith(third)).toMatchObject({ status: 200 });
    clock.pass(3_600_000);
    expect(await client.rotateKey('ada', 60)).toMatchObject({ name: 'ada' });
  });

  it('are given another key though the answer to the write was lost', async () => {
    const { apiKey } = await client.addParticipant({ name: 'ada' });
    hq.wire.loseAnswers = 1;
    const { apiKey: next } = await client.rotateKey('ada');
    expect(await claimWith(next)).toMatchObject({ status: 200 });
    expect(await claimWith(apiKey)).toMatchObject({ status: 403 });
  });

  it('have no new key refused where two are asked for at once', async () => {
    await client.addParticipant({ name: 'ada' });
    const results = await Promise.allSettled([client.rotateKey('ada', 60), client.rotateKey('ada', 60)]);
    const given = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.apiKey] : []));
    for (const apiKey of given) expect(await claimWith(apiKey)).toMatchObject({ status: 200 });
    expect(results.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { status: 409 } },
    ]);
  });

  it('are given another key though what finds the old one cannot be removed', async () => {
    await client.addParticipant({ name: 'ada' });
    // What finds the new key, the participant, what finds the old one.
    hq.wire.dieAt = { write: hq.wire.writes + 3, applied: false };
    const { apiKey } = await client.rotateKey('ada');
    expect(hq.wire.dead).toBe(true);
    const other = startHq(dynamo.endpoint, tables, clock);
    expect(await other.participants.nameOfKey(apiKey)).toBe('ada');
    await other.kill();
  });

  it('have the ends of their keys told, when they were made and last used', async () => {
    const { apiKey: old } = await client.addParticipant({ name: 'ada' });
    expect(old).toMatch(/^isk_[\w-]{43}$/);
    clock.pass(1_000);
    await claimWith(old);
    const { apiKey } = await client.rotateKey('ada', 15);
    const [ada] = await client.participants();
    expect(ada?.keys).toEqual([
      { end: apiKey.slice(-4), createdAt: '2026-11-20T06:14:31.000Z', validUntil: null, usedAt: null },
      {
        ...{ end: old.slice(-4), createdAt: '2026-11-20T06:14:30.000Z' },
        ...{ validUntil: '2026-11-20T06:29:31.000Z', usedAt: '2026-11-20T06:14:31.000Z' },
      },
    ]);
  });

  it('are owed the orders of their open periods and no others', async () => {
    const ada = await client.addParticipant({ name: 'ada' });
    const bob = await client.addParticipant({ name: 'bob' });
    await expect(client.order()).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('open'),
    });
    await client.open('ada');
    await client.open('bob');
    const [first = ''] = await client.order();
    clock.pass(1_000);
    expect(await client.close('bob')).toMatchObject({
      open: false,
      periods: [{ openedAt: '2026-11-20T06:14:30.000Z', closedAt: '2026-11-20T06:14:31.000Z' }],
    });
    const [second = ''] = await client.order();
    const owedBy = async (orderId: string) =>
      (await client.orderStatus(orderId))?.participants.map(({ participant }) => participant);
    expect(await owedBy(first)).toEqual(['ada', 'bob']);
    expect(await owedBy(second)).toEqual(['ada']);
    // Each can see it for themselves, without the admin key.
    const reports = await Promise.all(
      [ada, bob].map(async ({ apiKey }) => (await new HqClient({ url, apiKey }).report()).participants),
    );
    expect(reports).toMatchObject([
      [{ participant: 'ada', owed: true, closedAt: null }],
      [{ participant: 'bob', owed: false, closedAt: '2026-11-20T06:14:31.000Z' }],
    ]);
    expect(await client.open('ada')).toMatchObject({ open: true, periods: [{ closedAt: null }] });
    await client.open('bob');
    expect((await client.participants()).find(({ name }) => name === 'bob')?.periods).toHaveLength(2);
  });

  it('are given other dead-letter queues', async () => {
    await client.addParticipant({ name: 'ada', deadLetterQueueUrls: ['http://127.0.0.1/old'] });
    const deadLetterQueueUrls = ['http://127.0.0.1/1', 'http://127.0.0.1/2'];
    const [first = ''] = deadLetterQueueUrls;
    expect(await client.setDeadLetterQueues('ada', deadLetterQueueUrls)).toMatchObject({
      name: 'ada',
      deadLetterQueueUrls,
    });
    expect(await client.participants()).toMatchObject([{ name: 'ada', deadLetterQueueUrls }]);
    for (const urls of [['not a URL'], ['file:///etc/passwd'], Array.from({ length: 11 }, () => first)]) {
      await expect(client.setDeadLetterQueues('ada', urls)).rejects.toMatchObject({ status: 400 });
    }
    expect(await client.participants()).toMatchObject([{ deadLetterQueueUrls }]);
  });

  it.each(['Ada', 'a b', '', '-a', 'a#b', 'a'.repeat(33), '__proto__'])(
    'are not called "%s"',
    async (name) => {
      await expect(client.addParticipant({ name })).rejects.toMatchObject({ status: 400 });
    },
  );

  it('that do not exist are not found', async () => {
    for (const call of [
      () => client.open('eve'),
      () => client.close('eve'),
      () => client.rotateKey('eve'),
      () => client.setDeadLetterQueues('eve', []),
      () => client.republish('eve'),
      () => client.report({ participant: 'eve' }),
    ]) {
      await expect(call()).rejects.toMatchObject({ status: 404, message: expect.stringContaining('eve') });
    }
  });
});

describe('closing', () => {
  it('holds in every process as soon as it is answered: what is decided later is not owed', async () => {
    await client.addParticipant({ name: 'ada' });
    await client.open('ada');
    const [before = ''] = await client.order();
    await hq.participants.listOpen();
    const other = startHq(dynamo.endpoint, tables, clock);
    expect(await other.participants.close('ada')).toMatchObject({ name: 'ada' });
    const [after = ''] = await hq.publisher.make(1);
    const owed = async (orderId: string) => (await client.orderStatus(orderId))?.participants.length ?? 0;
    expect([await owed(before), await owed(after)]).toEqual([1, 0]);
    await other.kill();
  });
});
