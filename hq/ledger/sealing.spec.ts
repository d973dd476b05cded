import { describe, expect, it } from '@jest/globals';
import { makeOrderId } from '@interstella/libs/orders';
import fc from 'fast-check';
import { audit } from './audit.ts';
import { InMemoryLedger } from '../testing/in-memory-ledger.ts';
import { Ledger } from './ledger.ts';
import { LedgerCount } from './ledger-count.ts';
import type { OrderItems } from './records.ts';

const MINUTE_START = Date.parse('2026-11-20T06:14:00.000Z');
const MINUTE_END = MINUTE_START + 60_000;
const PARTICIPANT = 'ada';
const RESOURCES = ['iridium', 'magnesite'];
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What happens at the same time in one run, in an order that fast-check chooses. */
interface Happening {
  readonly claims: readonly {
    readonly order: number;
    readonly diesAfter: number | null;
    readonly loses?: boolean;
  }[];
  readonly counts: number;
  /** How the clock moves meanwhile, in milliseconds. */
  readonly passes: readonly number[];
  readonly startsAt: number;
  /** Whether the minute has its seal when it all begins. */
  readonly sealed: boolean;
}

/** Runs claims, counts and the clock against each other over orders that are complete, and judges the ledger. */
async function happen(scheduler: fc.Scheduler, { claims, counts, passes, startsAt, sealed }: Happening) {
  let time = startsAt;
  let scheduled = false;
  const now = () => time;
  const ledgers = new InMemoryLedger((operation) =>
    scheduled ? scheduler.schedule(Promise.resolve(), operation).then(() => undefined) : Promise.resolve(),
  );
  const { items, minutes } = ledgers;
  const orders = [0, 1, 2].map(() => makeOrderId('order', new Date(MINUTE_START + 30_000)));
  const before = () => MINUTE_START + 30_000;
  const earlier = new Ledger(items, minutes, before);
  for (const orderId of orders) {
    const key = { participant: PARTICIPANT, orderId };
    await earlier.publish(key, { publishedAt: before(), topics: ['orders', ...RESOURCES] });
    await earlier.claim(key, { attemptId: 'first', resources: RESOURCES, by: 'monolith', at: before() });
  }
  const counter = new LedgerCount(items, minutes, now, log);
  if (sealed) await counter.count(PARTICIPANT, () => undefined);
  scheduled = true;
  const clockMoves = async () => {
    for (const pass of passes) {
      await scheduler.schedule(Promise.resolve(), 'time passes');
      time += pass;
    }
  };
  await scheduler.waitFor(
    Promise.all([
      clockMoves(),
      ...claims.map(({ order, diesAfter, loses = false }, attempt) => {
        const written = loses ? losingAnswers(items) : items;
        const ledger =
          diesAfter === null ? new Ledger(written, minutes, now) : mortal(ledgers, now, diesAfter);
        const key = { participant: PARTICIPANT, orderId: orders[order % orders.length] ?? '' };
        const attemptId = `late${attempt}`;
        return ledger
          .claim(key, { attemptId, resources: ['iridium'], by: 'iridium', at: time })
          .catch(() => undefined);
      }),
      ...Array.from({ length: counts }, () => counter.count(PARTICIPANT, () => undefined)),
    ]),
  );
  scheduled = false;
  const differences = () => audit(items, minutes, () => Promise.resolve([PARTICIPANT]));
  expect(await differences()).toEqual([]);
  for (let look = 0; look < 3; look += 1) {
    time += 61_000;
    await counter.count(PARTICIPANT, () => undefined);
    expect(await differences()).toEqual([]);
  }
  const records = [];
  for await (const page of minutes.ofParticipant(PARTICIPANT)) records.push(...page);
  expect(records).toMatchObject([{ pending: [], totals: { published: 3, complete: 3 } }]);
}

/** A ledger whose process dies after so many operations. */
function mortal({ items, minutes }: InMemoryLedger, now: () => number, operations: number): Ledger {
  let left = operations;
  const dying = <T extends object>(table: T): T =>
    new Proxy(table, {
      get: (target, name, receiver) => {
        const operation: unknown = Reflect.get(target, name, receiver);
        if (typeof operation !== 'function') return operation;
        return (...args: unknown[]): unknown => {
          left -= 1;
          return left < 0
            ? Promise.reject(new Error('dead'))
            : (Reflect.apply(operation, target, args) as unknown);
        };
      },
    });
  return new Ledger(dying(items), dying(minutes), now);
}

/** Items whose claims are written while their writer is told that they failed. */
function losingAnswers(items: OrderItems): OrderItems {
  return {
    ...items,
    claim: async (key, attempt) => {
      await items.claim(key, attempt);
      throw new Error('The answer was lost.');
    },
  };
}

const order = fc.nat({ max: 2 });
/** Lives, loses the answer, or dies before its claim is written: who dies after it may leave a seal that lies. */
const slow = fc.oneof(
  fc.record({ order, diesAfter: fc.constant(null), loses: fc.boolean() }),
  fc.record({ order, diesAfter: fc.nat({ max: 1 }) }),
);

describe('seals against late claims', () => {
  it('hold in every order of events, processes dying among them', async () => {
    const claims = fc.array(
      fc.record({
        order,
        diesAfter: fc.option(fc.nat({ max: 3 }), { freq: 3, nil: null }),
        loses: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        claims,
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        (scheduler, late, counts, sealed) =>
          happen(scheduler, { claims: late, counts, passes: [], startsAt: MINUTE_END + 15_000, sealed }),
      ),
      { numRuns: 600 },
    );
  }, 60_000);

  it('hold though a claim hangs for longer than a pending entry is believed', async () => {
    const claims = fc.array(slow, { minLength: 1, maxLength: 3 });
    const passes = fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), claims, passes, (scheduler, late, times) =>
        happen(scheduler, {
          claims: late,
          counts: 3,
          passes: times,
          startsAt: MINUTE_END + 15_000,
          sealed: false,
        }),
      ),
      { numRuns: 600 },
    );
  }, 60_000);

  it('hold though a claim begins before its minute ends and is written after it was sealed', async () => {
    const claims = fc.array(slow, { minLength: 1, maxLength: 3 });
    const passes = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), claims, passes, (scheduler, late, times) =>
        happen(scheduler, {
          claims: late,
          counts: 3,
          passes: times,
          startsAt: MINUTE_END - 5_000,
          sealed: false,
        }),
      ),
      { numRuns: 600 },
    );
  }, 60_000);
});
