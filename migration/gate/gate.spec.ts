import { describe, expect, it } from '@jest/globals';
import type { ConservationReport, ParticipantReport, ReportedOrder } from '@interstella/hq/client';
import { judgeGate } from './gate.ts';
import { gateSummary, gateText } from './gate-text.ts';
import { GateHoldsError, waitAtGate } from './wait-at-gate.ts';

const STABLE = new Date('2026-11-20T10:00:00.000Z');
const BEFORE = '2026-11-20T09:59:59.999Z';
const AFTER = '2026-11-20T10:00:00.000Z';
const REMEDIES = { redrive: 'npx interstella redrive', republish: 'npx interstella hq republish' };

const order = (orderId: string, publishedAt = BEFORE): ReportedOrder => ({
  orderId,
  publishedAt,
  missing: ['iridium'],
});

interface Orders {
  readonly open?: readonly ReportedOrder[];
  readonly deadLettered?: readonly ReportedOrder[];
  readonly lost?: readonly ReportedOrder[];
}

function report(
  orders: Orders,
  openCount = orders.open?.length ?? 0,
  warnings: readonly string[] = [],
  asOf = AFTER,
) {
  const listed = { open: [], deadLettered: [], lost: [], unattributed: [], ...orders };
  const participant = {
    participant: 'team-7',
    open: openCount,
    orders: listed,
  } as unknown as ParticipantReport;
  return { participants: [participant], asOf, warnings } as unknown as ConservationReport;
}

const judge = (orders: Orders, count?: number, warnings?: readonly string[]) =>
  judgeGate(report(orders, count, warnings), 'team-7', STABLE);

describe('the gate', () => {
  it('passes with nothing open, and with open orders of the stable stage alone', () => {
    expect(judge({})).toEqual({ passes: true });
    expect(judge({ open: [order('new', AFTER)] })).toEqual({ passes: true });
  });

  it('holds for an order published a millisecond before the stage was stable', () => {
    expect(judge({ open: [order('old'), order('new', AFTER)] })).toEqual({
      passes: false,
      orders: [{ ...order('old'), is: 'open' }],
      more: false,
      warnings: [],
    });
  });

  it('tells what is dead-lettered and what is lost from what is still being delivered, oldest first', () => {
    const [a, b, c] = [order('a'), order('b', '2026-11-20T09:00:00.000Z'), order('c')];
    const verdict = judge({ open: [a, b, c], deadLettered: [b], lost: [c] });
    expect(verdict).toMatchObject({
      orders: [
        { orderId: 'b', is: 'dead-lettered' },
        { orderId: 'a', is: 'open' },
        { orderId: 'c', is: 'lost' },
      ],
    });
  });

  it('holds for an old dead-lettered order that the list of open ones leaves out', () => {
    expect(judge({ open: [order('new', AFTER)], deadLettered: [order('dead')] }, 500)).toMatchObject({
      passes: false,
      orders: [{ orderId: 'dead' }],
    });
  });

  it('says that there may be more than are listed', () => {
    expect(judge({ open: [order('a')] }, 101)).toMatchObject({ more: true });
    expect(judge({ open: [order('a'), order('b', AFTER)] }, 101)).toMatchObject({ more: false });
  });

  it('holds while HQ cannot tell', () => {
    expect(judge({}, 0, ['A queue cannot be read.'])).toEqual({
      passes: false,
      orders: [],
      more: false,
      warnings: ['A queue cannot be read.'],
    });
  });

  it('holds until there is a report that is no older than the stage', () => {
    expect(judgeGate(report({}, 0, [], BEFORE), 'team-7', STABLE)).toMatchObject({
      passes: false,
      warnings: [expect.stringContaining(BEFORE)],
    });
  });

  it('holds where the report lacks the participant', () => {
    expect(() => judgeGate(report({}), 'team-8', STABLE)).toThrow('team-8');
  });
});

describe('what the gate says', () => {
  const held = judge({
    open: [order('a'), order('b')],
    deadLettered: [order('b')],
  }) as Parameters<typeof gateText>[0];

  it('names the orders, what they lack, and what to do', () => {
    expect(gateText(held, REMEDIES).split('\n')).toEqual([
      'Orders that were published before the present stage was stable are not fulfilled yet:',
      `  a, published ${BEFORE}, lacks iridium: open`,
      `  b, published ${BEFORE}, lacks iridium: dead-lettered`,
      'Open ones SNS tries to deliver again for about half an hour. One that a service took without making what it lacks stays open: `npx interstella hq republish` has HQ publish it again.',
      'Dead-lettered ones wait on a queue: `npx interstella redrive` posts them to the services again.',
    ]);
    expect(gateSummary(held)).toBe('1 open, 1 dead-lettered from before this stage was stable');
  });

  it('names ten of many', () => {
    const many = judge({ open: Array.from({ length: 100 }, (_, index) => order(`o-${index}`)) }, 300);
    const text = gateText(many as typeof held, REMEDIES);
    expect(text.match(/lacks iridium/g)).toHaveLength(10);
    expect(text).toContain('… and at least 90 more');
  });

  it('says what HQ cannot tell', () => {
    const unknown = judge({}, 0, ['A queue cannot be read.']) as typeof held;
    expect(gateText(unknown, REMEDIES)).toBe(
      'Interstella HQ cannot tell of every order: A queue cannot be read.',
    );
    expect(gateSummary(unknown)).toBe('HQ cannot tell: A queue cannot be read.');
  });
});

describe('waiting at the gate', () => {
  const wait = (
    verdicts: readonly ReturnType<typeof judge>[],
    limitMs: number,
    signal = new AbortController().signal,
  ) => {
    let looks = 0;
    const held: string[] = [];
    const explained: string[] = [];
    const done = waitAtGate({
      look: () => Promise.resolve(verdicts[Math.min(looks++, verdicts.length - 1)] ?? { passes: true }),
      limitMs,
      pollMs: 1,
      remedies: REMEDIES,
      show: (text) => held.push(text),
      note: (text) => explained.push(text),
      explainedAfterMs: 0,
      signal,
    });
    return { done, held, explained };
  };
  const two = judge({ open: [order('a'), order('b')] });
  const one = judge({ open: [order('b')] });

  it('goes on as soon as it lets go, and tells meanwhile how many are left', async () => {
    const { done, held } = wait([two, one, { passes: true }], 60_000);
    await done;
    expect(held).toEqual([
      'The gate holds: 2 open from before this stage was stable',
      'The gate holds: 1 open from before this stage was stable',
    ]);
  });

  it('says once which orders hold it and what to do, while it waits', async () => {
    const { done, explained } = wait([two, one, one, { passes: true }], 60_000);
    await done;
    expect(explained).toEqual([gateText(two as Parameters<typeof gateText>[0], REMEDIES)]);
  });

  it('given up on, says which orders held it and what to do', async () => {
    const stop = new AbortController();
    const { done } = wait([one], 60_000, stop.signal);
    stop.abort();
    await expect(done).rejects.toThrow(GateHoldsError);
    await expect(done).rejects.toThrow(
      /^Stopped while the gate held; nothing was changed\.\n[^]*lacks iridium: open\n[^]*hq republish/,
    );
  });

  it('is not taken if it is given up on during the look that passes', async () => {
    const stop = new AbortController();
    const look = () => {
      stop.abort();
      return Promise.resolve({ passes: true } as const);
    };
    const quiet = { show: () => undefined, note: () => undefined };
    const wait = { ...quiet, look, limitMs: 60_000, pollMs: 1, remedies: REMEDIES, signal: stop.signal };
    await expect(waitAtGate(wait)).rejects.toThrow('abort');
  });

  it('gives up at the limit with the orders that hold it', async () => {
    const { done } = wait([one], 20);
    await expect(done).rejects.toThrow(GateHoldsError);
    await expect(done).rejects.toThrow(
      /^The gate still holds.*nothing was changed\.\n[^]*lacks iridium: open/,
    );
  });

  it('looks once when it must not wait', async () => {
    const { done, held } = wait([two, { passes: true }], 0);
    await expect(done).rejects.toThrow('The gate still holds; nothing was changed.');
    expect(held).toEqual(['The gate holds: 2 open from before this stage was stable']);
  });
});
