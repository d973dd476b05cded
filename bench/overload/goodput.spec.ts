import { expect, it } from '@jest/globals';
import { goodput } from './goodput.ts';

const SPAN = { from: 10_000, until: 12_000 };
const sentAt = (at: number) => ({ orderId: `order-${at}`, sentAt: at, acceptedAt: at + 1 });

it('is what was sent in the time and complete within 5 s, a second', () => {
  const all = [9_999, 10_000, 11_999, 12_000].map(sentAt);
  expect(goodput(all, SPAN, ({ sentAt: at }) => at + 5_000)).toBe(1);
});

it('has nothing that came late, or never', () => {
  const all = [10_000, 10_500].map(sentAt);
  expect(goodput(all, SPAN, ({ sentAt: at }) => at + 5_001)).toBe(0);
  expect(goodput(all, SPAN, () => undefined)).toBe(0);
});
