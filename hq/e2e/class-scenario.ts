import { expect } from '@jest/globals';
import { HqClient } from '../client/index.ts';
import { Http } from './http.ts';
import { ADMIN_KEY, RETRY_WINDOW_MS } from './world.ts';

/** An HQ that a class is taught with, wherever it runs. */
export interface ClassWorld {
  readonly url: string;
  /** Lets its time pass. */
  pass(ms: number): void;
  /** Runs the closing job once. */
  close(): Promise<unknown>;
}

const COUNT = 10;

/** What the reports on ten of each kind must say in the end. */
const EXPECTED = {
  open: { published: 3, complete: 3, open: 0, notOwed: 0 },
  closed: { published: 1, complete: 1, open: 0, notOwed: 2 },
  subscribed: { published: 0, complete: 0, open: 0, notOwed: 4 },
  late: { published: 2, complete: 2, open: 0, notOwed: 2 },
  reopened: { published: 2, complete: 1, open: 1, notOwed: 2 },
};

/**
 * A class of 50: open all along; closed after the first order; subscribed and never open; open from the second order on;
 * closed for the second order, and without a service for the third. Each report says exactly what its participant did, and
 * nobody is red before something is lost.
 */
export async function teachClass(world: ClassWorld): Promise<void> {
  const client = new HqClient({ url: world.url, adminKey: ADMIN_KEY });
  const http = new Http(world.url);
  const keys = new Map<string, string>();
  const add = async (prefix: keyof typeof EXPECTED) => {
    const names = Array.from({ length: COUNT }, (_, index) => `${prefix}${index}`);
    for (const name of names) keys.set(name, (await client.addParticipant({ name })).apiKey);
    return names;
  };
  const claim = async (names: readonly string[], orderId: string) => {
    for (const name of names) {
      const headers = {
        ...{ 'x-api-key': keys.get(name) ?? '', 'x-interstella-order-id': orderId },
        'x-interstella-fulfilled-by': 'monolith',
      };
      const call = { method: 'POST', headers, body: '{"iridium": 1, "magnesite": 1}' };
      expect(await http.call('/receiving/', call)).toMatchObject({ status: 200 });
    }
  };
  const order = async (opened: readonly string[]) => {
    for (const name of opened) await client.open(name);
    const [orderId = ''] = await client.order();
    return orderId;
  };
  const closeUp = async () => {
    world.pass(61_000);
    await world.close();
  };

  const [open, closed, subscribed] = [await add('open'), await add('closed'), await add('subscribed')];
  const [late, reopened] = [await add('late'), await add('reopened')];
  const first = await order([...open, ...closed, ...reopened]);
  await claim([...keys.keys()], first);
  for (const name of [...closed, ...reopened]) await client.close(name);
  const second = await order(late);
  await closeUp();
  await claim([...open, ...closed, ...subscribed, ...late, ...reopened], second);
  const third = await order(reopened);
  await claim([...open, ...late], third);
  expect(await client.republish()).toEqual({ count: 1, expired: 0 });

  const expected = Object.entries(EXPECTED).flatMap(([prefix, says]) =>
    Array.from({ length: COUNT }, (_, index) => ({ participant: `${prefix}${index}`, ...says, red: false })),
  );
  expected.sort((a, b) => (a.participant < b.participant ? -1 : 1));
  for (const state of ['read', 'counted']) {
    if (state === 'counted') await closeUp();
    const { audit, participants } = await client.report({ audit: true });
    expect([state, audit]).toEqual([state, { agrees: true, differences: [] }]);
    expect([state, participants]).toMatchObject([state, expected]);
  }
  for (const one of expected) {
    const own = new HqClient({ url: world.url, apiKey: keys.get(one.participant) ?? '' });
    expect((await own.report()).participants).toMatchObject([one]);
  }

  world.pass(RETRY_WINDOW_MS + 1);
  const red = (await client.report()).participants.filter((one) => one.red);
  expect(red.map(({ participant }) => participant)).toEqual(reopened);
  for (const { reasons } of red) expect(reasons.join()).toContain(third);
  http.close();
}
