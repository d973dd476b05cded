import { describe, expect, it } from '@jest/globals';
import { OpenOrders } from '../ledger/open-orders.ts';
import type { Acknowledgement, RetryExtension } from '../ledger/records.ts';
import { NO_DEAD_LETTERS } from './dead-letters.ts';
import { summarize } from './open-summary.ts';

const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const HOUR_MS = 3_600_000;
/** One that was decided at this hour of the morning. */
const at = (hour: number) => `order-20261120T${String(hour).padStart(2, '0')}0000000-${hour}`;
const timeOf = (hour: number) => NOON + (hour - 12) * HOUR_MS;

function look(
  hours: readonly number[],
  known: {
    extensions?: readonly RetryExtension[];
    unsent?: readonly number[];
    dead?: readonly number[];
    acknowledged?: Pick<Acknowledgement, 'lost' | 'except'>;
  } = {},
) {
  const newest = hours.map((hour) => ({ orderId: at(hour), missing: ['iridium'] }));
  const store = { readPages: () => Promise.resolve([]) };
  const open = new OpenOrders(store, 'ada', { newest, pages: [] });
  const { extensions = [], unsent = [], dead = [], acknowledged } = known;
  const overdue = { retryWindowMs: HOUR_MS, extensions, unsent: new Set(unsent.map(at)), asOf: NOON };
  return summarize(open, overdue, { ...NO_DEAD_LETTERS, orderIds: dead.map(at), at: NOON }, acknowledged);
}

const extensionOf = (from: number, through: number): RetryExtension => ({
  ...{ from: timeOf(from), before: timeOf(through) + 1, since: NOON - 60_000, at: NOON - 60_000 },
});
const lostOf = ({ orders }: Awaited<ReturnType<typeof look>>) => orders.lost.map(({ orderId }) => orderId);

describe('lost orders', () => {
  it('are those that are overdue, neither dead-lettered nor waiting for SNS', async () => {
    const summary = await look([5, 6, 7, 12], { dead: [6], unsent: [7] });
    expect(summary).toMatchObject({ overdue: 2, deadLettered: 1, lost: 1, newlyLost: { count: 1 } });
    expect(lostOf(summary)).toEqual([at(5)]);
  });

  it('are those before and after an extension of the retry window, and none within it', async () => {
    const summary = await look([5, 6, 7, 8, 9], { extensions: [extensionOf(6, 7)] });
    expect(summary).toMatchObject({ overdue: 3, lost: 3 });
    expect(lostOf(summary)).toEqual([5, 8, 9].map(at));
  });

  it('are none between several extensions that overlap', async () => {
    expect(await look([5, 6, 7, 8, 9], { extensions: [extensionOf(5, 7), extensionOf(7, 9)] })).toMatchObject(
      { lost: 0 },
    );
  });

  it('are calm once they are acknowledged', async () => {
    const acknowledged = (await look([5, 6])).loss;
    expect(await look([5, 6], { acknowledged })).toMatchObject({ lost: 2, newlyLost: { count: 0 } });
  });

  it.each([
    ['was dead-lettered', { dead: [6] }],
    ['waited for SNS', { unsent: [6] }],
    ['was on its way once more', { extensions: [extensionOf(6, 6)] }],
  ])('are no secret where one %s when the others were acknowledged', async (_name, known) => {
    const acknowledged = (await look([5, 6, 7], known)).loss;
    const summary = await look([5, 6, 7], { acknowledged });
    expect(summary).toMatchObject({ lost: 3, newlyLost: { count: 1, oldest: { orderId: at(6) } } });
    expect(await look([5, 7], { acknowledged })).toMatchObject({ lost: 2, newlyLost: { count: 0 } });
    expect(await look([5, 6, 7], { acknowledged, ...known })).toMatchObject({ newlyLost: { count: 0 } });
  });

  it('count again if they became overdue after an acknowledgement', async () => {
    const acknowledged = (await look([5, 6])).loss;
    const earlier = { ...acknowledged, lost: acknowledged.lost.map(({ from }) => ({ from, to: at(9) })) };
    const summary = await look([5, 6, 9, 10], { acknowledged: earlier });
    expect(summary).toMatchObject({ lost: 4, newlyLost: { count: 2, oldest: { orderId: at(9) } } });
  });
});
