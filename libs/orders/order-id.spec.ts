import { describe, expect, it } from '@jest/globals';
import { isOrderId, makeOrderId, orderIdOfMessage } from './order-id.ts';

describe('order ids', () => {
  it('tell the UTC minute of their making', () => {
    const id = makeOrderId('order', new Date('2026-11-20T06:14:55.123Z'));
    expect(id).toMatch(/^order-20261120T061455123-[0-9a-f]{12}$/);
  });

  it('are valid, and differ though made in the same millisecond', () => {
    const now = new Date();
    const ids = Array.from({ length: 1000 }, () => makeOrderId('direct', now));
    expect(ids.every(isOrderId)).toBe(true);
    expect(new Set(ids).size).toBe(1000);
  });

  it('of a message without a Subject follow the message id', () => {
    const id = orderIdOfMessage('0b9c5f5e-6a35-5b7e-8f0d-0c1d2e3f4a5b');
    expect(isOrderId(id)).toBe(true);
  });

  it.each(['', ' ', 'a b', 'a\nb', '-a', 'é', 'a'.repeat(81), '../x', 1, null, undefined, {}])(
    'refuse %j',
    (value) => {
      expect(isOrderId(value)).toBe(false);
    },
  );
});
