import { beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { claim, reportOn, TestClock, type TestHq } from '../e2e/world.ts';
import { LambdaWorld, openParticipant, ORDERS_PER_MINUTE, PARTICIPANT } from '../testing/lambda-world.ts';
import { makeClose } from './make-close.ts';
import { makeTick } from './make-tick.ts';
import type { TickMetrics } from './tick-metrics.ts';

const world = LambdaWorld.use();

/** In which the generator makes what is due. */
class RealClock extends TestClock {
  override readonly now = Date.now;
}

/** A function that has so much time from now on. */
function timeLeft(ms: number) {
  const end = Date.now() + ms;
  return { getRemainingTimeInMillis: () => end - Date.now() };
}

describe('a tick', () => {
  const AT_NOON = { time: '2026-11-20T12:00:00Z' };
  /** Spreads the orders over a second. */
  const LIMIT_MS = 9_000;
  let measured: TickMetrics[];

  beforeEach(() => {
    measured = [];
  });

  function aTicking(): TestHq {
    return world.startHq(new RealClock());
  }

  const run = (event = AT_NOON, begin = aTicking, ordersPerMinute = ORDERS_PER_MINUTE) =>
    makeTick(begin, ordersPerMinute, (metrics) => measured.push(metrics))(event, timeLeft(LIMIT_MS));

  it("makes and publishes the minute's orders for who is open, and measures", async () => {
    const hq = world.startHq();
    await openParticipant(hq);
    expect(await run()).toEqual({ made: ORDERS_PER_MINUTE });
    expect(world.topics.ordersOn('orders')).toHaveLength(ORDERS_PER_MINUTE);
    expect(world.topics.ordersOn('iridium')).toEqual(expect.arrayContaining(world.topics.ordersOn('orders')));
    expect(await reportOn(hq, PARTICIPANT)).toMatchObject({ published: ORDERS_PER_MINUTE });
    expect(measured).toEqual([
      {
        ...{ Published: ORDERS_PER_MINUTE, Open: ORDERS_PER_MINUTE },
        ...{ TickErrors: 0, Red: 0, Lost: 0, Unattributed: 0, OutboxAge: 0 },
      },
    ]);
  });

  it('makes the orders of a minute once, though its event comes again, at once or late', async () => {
    await openParticipant(world.startHq());
    const results = await Promise.all([AT_NOON, AT_NOON].map((event) => run(event)));
    expect(results.map(({ made }) => made).sort()).toEqual([0, ORDERS_PER_MINUTE]);
    const next = { time: '2026-11-20T12:01:00Z' };
    expect(await run(next)).toMatchObject({ made: ORDERS_PER_MINUTE });
    expect(await run()).toMatchObject({ made: 0 });
    expect(world.topics.published).toHaveLength(3 * 2 * ORDERS_PER_MINUTE);
  });

  it('that dies half way leaves the rest of its minute unmade, and makes nothing twice', async () => {
    await openParticipant(world.startHq());
    const dying = aTicking();
    const died = run(AT_NOON, () => dying).catch((error: unknown) => error);
    const some = await waitFor('some orders', () => world.topics.ordersOn('orders').length >= 3);
    dying.wire.dead = true;
    expect(some).toBe(true);
    expect(await run()).toEqual({ made: 0 });
    expect(await died).toBeInstanceOf(Error);
    const before = world.topics.ordersOn('orders').length;
    expect(before).toBeLessThan(ORDERS_PER_MINUTE);
    expect(await run({ time: '2026-11-20T12:01:00Z' })).toEqual({ made: ORDERS_PER_MINUTE });
    expect(world.topics.ordersOn('orders')).toHaveLength(before + ORDERS_PER_MINUTE);
  });

  it('takes its minute though the answer to that was lost', async () => {
    const { scheduleLock, wire } = world.startHq();
    wire.loseAnswers = 1;
    expect(await scheduleLock.acquire(Date.parse(AT_NOON.time))).toBe(true);
    expect(wire.loseAnswers).toBe(0);
    expect(await scheduleLock.acquire(Date.parse(AT_NOON.time))).toBe(false);
  });

  it('refuses an event without a time', async () => {
    await expect(run({ time: '' })).rejects.toThrow("The event's time must be an ISO 8601 date; it was ''.");
  });

  it('makes nothing while nobody is open', async () => {
    const hq = world.startHq();
    await hq.participants.add(PARTICIPANT, {});
    expect(await run()).toEqual({ made: 0 });
    expect(world.topics.published).toEqual([]);
  });

  it('fails while SNS does, and the closing function publishes the very same orders', async () => {
    const hq = world.startHq();
    await openParticipant(hq);
    world.topics.refuse = () => true;
    await expect(run()).rejects.toThrow(/orders are not published yet.*SNS is down/);
    expect(measured).toMatchObject([{ Published: 0, TickErrors: 1 }]);
    expect(measured[0]?.OutboxAge).toBeGreaterThan(0);
    const owed = (await reportOn(hq, PARTICIPANT)).orders.open.map(({ orderId }) => orderId);
    expect(owed.length).toBe(measured[0]?.Open);

    world.topics.refuse = undefined;
    const clock = new TestClock(new Date(Date.now() + 60_000).toISOString());
    const closer = world.startHq(clock);
    await makeClose(closer)({}, timeLeft(25_000));
    expect(world.topics.ordersOn('orders').sort()).toEqual(owed.sort());
    expect(await run(AT_NOON, aTicking, 0)).toEqual({ made: 0 });
    expect(measured.at(-1)).toMatchObject({ OutboxAge: 0 });
  });

  it('leaves closing to a function of its own', async () => {
    const clock = new TestClock();
    const hq = world.startHq(clock);
    await openParticipant(hq);
    const [orderId = ''] = await hq.publisher.make(1);
    await claim(hq, PARTICIPANT, orderId);
    clock.pass(60 * 60_000);
    await makeClose(hq)({}, { getRemainingTimeInMillis: () => 0 });
    const [standing] = await hq.ledger.standings(PARTICIPANT);
    expect(standing).toMatchObject({ totals: { published: 1, complete: 1 }, open: 0 });
  });
});
