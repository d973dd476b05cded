import { describe, expect, it } from '@jest/globals';
import { InMemoryStore } from '../testing/in-memory-store.ts';
import { RetryExtensions } from './retry-extensions.ts';

const WINDOW_MS = 60_000;
const NOON = Date.parse('2026-11-20T12:00:00.000Z');
const MORNING = ['order-20261120T080000000-a', 'order-20261120T080001000-b'];
const LATER = ['order-20261120T090000000-c'];

describe('retry extensions', () => {
  it('apply to their owner alone', async () => {
    const extensions = new RetryExtensions(new InMemoryStore(), WINDOW_MS);
    await extensions.extend('ada', MORNING, NOON);
    const of = await extensions.of(['ada', 'bob']);
    const from = Date.parse('2026-11-20T08:00:00.000Z');
    expect(of('ada')).toEqual([{ from, before: from + 1_001, since: NOON, at: NOON }]);
    expect(of('bob')).toEqual([]);
  });

  it('grow for an eighth of the retry window; then a new one begins', async () => {
    const extensions = new RetryExtensions(new InMemoryStore(), WINDOW_MS);
    const from = Date.parse('2026-11-20T08:00:00.000Z');
    const before = Date.parse('2026-11-20T09:00:00.001Z');
    const end = NOON + WINDOW_MS / 8;
    await extensions.extend('ada', MORNING, NOON);
    await extensions.extend('ada', LATER, end);
    expect((await extensions.of(['ada']))('ada')).toEqual([{ from, before, since: NOON, at: end }]);
    await extensions.extend('ada', LATER, end + 1);
    expect((await extensions.of(['ada']))('ada')).toEqual([
      { from, before, since: NOON, at: end },
      { from: before - 1, before, since: end + 1, at: end + 1 },
    ]);
  });

  it('extend the window of an order between late ones by an eighth of it at most', async () => {
    const extensions = new RetryExtensions(new InMemoryStore(), WINDOW_MS);
    const inTime = NOON + 1_000;
    const idAt = (time: number) => `order-${new Date(time).toISOString().replace(/[-:.Z]/g, '')}-a`;
    const excused = async (now: number) => {
      const known = (await extensions.of(['ada']))('ada');
      return known.some(({ from, before, at }) => now - at <= WINDOW_MS && from <= inTime && inTime < before);
    };
    let most = 0;
    for (let now = NOON; now < NOON + 6 * WINDOW_MS; now += WINDOW_MS / 20) {
      await extensions.extend('ada', [idAt(now)], now);
      expect((await extensions.of(['ada']))('ada').length).toBeLessThanOrEqual(10);
      if (await excused(now)) most = now - NOON;
    }
    expect(most).toBeGreaterThanOrEqual(WINDOW_MS);
    expect(most).toBeLessThanOrEqual((9 / 8) * WINDOW_MS);
  });

  it('keep what processes write at the same time', async () => {
    const store = new InMemoryStore(() => new Promise((resolve) => setImmediate(resolve)));
    const extensions = new RetryExtensions(store, WINDOW_MS);
    const hours = [8, 9, 10, 11].map((hour) => `order-20261120T${String(hour).padStart(2, '0')}0000000-a`);
    await Promise.all(hours.map((orderId) => extensions.extend('ada', [orderId], NOON)));
    expect((await extensions.of(['ada']))('ada')).toEqual([
      {
        from: Date.parse('2026-11-20T08:00:00.000Z'),
        before: Date.parse('2026-11-20T11:00:00.001Z'),
        since: NOON,
        at: NOON,
      },
    ]);
  });
});
