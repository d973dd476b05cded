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
    expect(of('ada')).toEqual([{ from, before: from + 1_001, at: NOON }]);
    expect(of('bob')).toEqual([]);
  });

  it('grows while it is younger than the retry window, and is another one after that', async () => {
    const marks = new SendingMarks(new InMemoryStore(), WINDOW_MS);
    const from = Date.parse('2026-11-20T08:00:00.000Z');
    const before = Date.parse('2026-11-20T09:00:00.001Z');
    await marks.raise('ada', MORNING, NOON);
    await marks.raise('ada', LATER, NOON + 1_000);
    expect((await marks.of(['ada']))('ada')).toEqual([{ from, before, at: NOON + 1_000 }]);
    await marks.raise('ada', LATER, NOON + 1_001 + WINDOW_MS);
    expect((await marks.of(['ada']))('ada')).toMatchObject([{ from: before - 1, before }]);
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
        at: NOON,
      },
    ]);
  });
});
