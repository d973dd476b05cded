import { describe, expect, it } from '@jest/globals';
import { InMemoryStore } from '../testing/in-memory-store.ts';
import { SendingMarks } from './sending-marks.ts';

const WINDOW_MS = 60_000;
const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const MORNING = ['order-20261120T080000000-a', 'order-20261120T080001000-b'];
const LATER = ['order-20261120T090000000-c'];

describe('the mark of what SNS took late', () => {
  it('spans the orders of its owner, and of nobody else', async () => {
    const marks = new SendingMarks(new InMemoryStore(), WINDOW_MS);
    await marks.raise('ada', MORNING, NOON);
    const of = await marks.of(['ada', 'bob']);
    const from = Date.parse('2026-11-20T08:00:00.000Z');
    expect(of('ada')).toEqual([{ from, before: from + 1_001, since: NOON, at: NOON }]);
    expect(of('bob')).toEqual([]);
  });

  it('grows for an eighth of the retry window; then another one begins', async () => {
    const marks = new SendingMarks(new InMemoryStore(), WINDOW_MS);
    const from = Date.parse('2026-11-20T08:00:00.000Z');
    const before = Date.parse('2026-11-20T09:00:00.001Z');
    const end = NOON + WINDOW_MS / 8;
    await marks.raise('ada', MORNING, NOON);
    await marks.raise('ada', LATER, end);
    expect((await marks.of(['ada']))('ada')).toEqual([{ from, before, since: NOON, at: end }]);
    await marks.raise('ada', LATER, end + 1);
    expect((await marks.of(['ada']))('ada')).toEqual([
      { from, before, since: NOON, at: end },
      { from: before - 1, before, since: end + 1, at: end + 1 },
    ]);
  });

  it('excuses an order between late ones no longer than a window and an eighth, however many come late', async () => {
    const marks = new SendingMarks(new InMemoryStore(), WINDOW_MS);
    const inTime = NOON + 1_000;
    const idAt = (time: number) => `order-${new Date(time).toISOString().replace(/[-:.Z]/g, '')}-a`;
    const excused = async (now: number) => {
      const known = (await marks.of(['ada']))('ada');
      return known.some(({ from, before, at }) => now - at <= WINDOW_MS && from <= inTime && inTime < before);
    };
    let most = 0;
    for (let now = NOON; now < NOON + 6 * WINDOW_MS; now += WINDOW_MS / 20) {
      await marks.raise('ada', [idAt(now)], now);
      expect((await marks.of(['ada']))('ada').length).toBeLessThanOrEqual(10);
      if (await excused(now)) most = now - NOON;
    }
    expect(most).toBeGreaterThanOrEqual(WINDOW_MS);
    expect(most).toBeLessThanOrEqual((9 / 8) * WINDOW_MS);
  });

  it('has what processes raise at the same time', async () => {
    const store = new InMemoryStore(() => new Promise((resolve) => setImmediate(resolve)));
    const marks = new SendingMarks(store, WINDOW_MS);
    const hours = [8, 9, 10, 11].map((hour) => `order-20261120T${String(hour).padStart(2, '0')}0000000-a`);
    await Promise.all(hours.map((orderId) => marks.raise('ada', [orderId], NOON)));
    expect((await marks.of(['ada']))('ada')).toEqual([
      {
        from: Date.parse('2026-11-20T08:00:00.000Z'),
        before: Date.parse('2026-11-20T11:00:00.001Z'),
        since: NOON,
        at: NOON,
      },
    ]);
  });
});
