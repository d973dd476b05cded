import { describe, expect, it } from '@jest/globals';
import { bucketOf, endOf, minuteOf, partsOfBucket } from './bucket.ts';

describe('the bucket of an order', () => {
  it('is told by its id alone', () => {
    const minute = minuteOf('order-20261120T061455123-abc');
    expect(minute).toBe('20261120T0614');
    expect(bucketOf('ada', minute)).toBe('ada#20261120T0614');
    expect(partsOfBucket('ada#20261120T0614')).toEqual({ participant: 'ada', minute: '20261120T0614' });
    expect(endOf('20261120T0614')).toBe(Date.parse('2026-11-20T06:15:00.000Z'));
  });

  it.each([
    'sns-0b9c5f5e-6a35-5b7e-8f0d-0c1d2e3f4a5b',
    'order-20261320T061455123-abc',
    'order-20260230T061455123-abc',
    'order-20261120T246055123-abc',
    'whatever',
  ])('of %s is undated', (orderId) => {
    expect(minuteOf(orderId)).toBeUndefined();
    expect(bucketOf('ada', undefined)).toBe('ada#undated');
    expect(partsOfBucket('ada#undated')).toEqual({ participant: 'ada', minute: undefined });
  });
});
