import { describe, expect, it } from '@jest/globals';
import type { ParticipantReport } from '@interstella/hq/client';
import { newOrders, newOrdersText, openFrom, type OwnReport } from './new-orders.ts';

const THEN = '2026-11-20T06:00:00.000Z';
const OLD = '2026-11-20T05:59:59.000Z';
const YOUNG = '2026-11-20T06:00:01.000Z';

type Totals = [published: number, iridiumBy: Record<string, number>];

function report(
  [published, by]: Totals,
  publishedAt: readonly string[],
  open = publishedAt.length,
): OwnReport {
  const listed = publishedAt.map((at, index) => ({ orderId: `o-${index}`, publishedAt: at, missing: [] }));
  const own = { published, open, byResource: { iridium: { by } }, orders: { open: listed } };
  return { asOf: THEN, own: own as unknown as ParticipantReport };
}

const before = report([10, { monolith: 10 }], [OLD]);

describe('the orders after a step', () => {
  it('are those that were published since, of which some are complete, and who made them', () => {
    const since = newOrders(before, report([13, { monolith: 11, iridium: 2 }], [OLD, YOUNG]));
    expect(since).toEqual({
      published: 3,
      complete: 2,
      isCutOff: false,
      by: { iridium: { monolith: 1, iridium: 2 } },
    });
    expect(newOrdersText(since)).toBe(
      'Since then 3 orders were published, and 2 are complete: iridium by monolith 1, iridium 2. These count orders from before, too.',
    );
    expect(newOrdersText({ ...since, complete: 3 })).toBe(
      'Since then 3 orders were published, and 3 are complete: iridium by monolith 1, iridium 2.',
    );
  });

  it('count for complete only where nobody can take them for old ones', () => {
    expect(newOrders(before, report([11, { monolith: 11 }], [OLD, YOUNG]))).toMatchObject({ complete: 0 });
  });

  it('are at least so many where old ones may be among those that are not listed', () => {
    const none = newOrders(before, report([11, { monolith: 11 }], [OLD], 2));
    expect(none).toMatchObject({ complete: 0, isCutOff: true });
    expect(newOrdersText(none)).toBe(
      'Since then 1 order was published. How many are complete cannot be told: too many from before are open.',
    );
    const some = newOrders(before, report([13, { monolith: 11 }], [OLD], 2));
    expect(newOrdersText(some)).toMatch(/^Since then 3 orders were published, and at least 2 are complete: /);
    // The oldest are listed, so that nothing older than a young one hides.
    expect(newOrders(before, report([13, {}], [OLD, YOUNG], 3))).toMatchObject({ isCutOff: false });
  });

  it('are said to be none, or none complete', () => {
    expect(newOrdersText({ published: 0, complete: 0, isCutOff: false, by: {} })).toBe(
      'Since then no order was published.',
    );
    expect(newOrdersText({ published: 1, complete: 0, isCutOff: false, by: {} })).toBe(
      'Since then 1 order was published, and none is complete yet.',
    );
    expect(
      newOrdersText({
        published: 1,
        complete: 1,
        isCutOff: false,
        by: { iridium: { iridium: 1 }, magnesite: {} },
      }),
    ).toBe('Since then 1 order was published, and 1 is complete: iridium by iridium 1; magnesite by nobody.');
  });
});

it('tells the open orders from before a time', () => {
  expect(openFrom(report([3, {}], [OLD, YOUNG, OLD]), THEN)).toEqual(['o-0', 'o-2']);
});
