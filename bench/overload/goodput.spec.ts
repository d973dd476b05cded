import { expect, it } from '@jest/globals';
import { goodput } from './goodput.ts';

const SPAN = { from: 10_000, until: 12_000 };
const sentAt = (at: number) => ({ orderId: `order-${at}`, sentAt: at, acceptedAt: at + 1 });

it('counts orders a second that were sent in the span and complete within 5 s', () => {
  const all = [9_999, 10_000, 11_999, 12_000].map(sentAt);
  expect(goodput(all, SPAN, ({ sentAt: at }) => at + 5_000)).toBe(1);
});

it('counts no order that is late or open', () => {
  const all = [10_000, 10_500].map(sentAt);
  expect(goodput(all, SPAN, ({ sentAt: at }) => at + 5_001)).toBe(0);
  expect(goodput(all, SPAN, () => undefined)).toBe(0);
});
