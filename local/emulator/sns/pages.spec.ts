import { describe, expect, it } from '@jest/globals';
import { page } from './pages.ts';

const ITEMS = Array.from({ length: 250 }, (_, index) => `item-${String(index).padStart(3, '0')}`);
const itself = (item: string) => item;

describe('pages', () => {
  it('give every item once, a hundred at a time', () => {
    const first = page([...ITEMS].reverse(), itself, undefined);
    const second = page(ITEMS, itself, first.nextToken);
    const third = page(ITEMS, itself, second.nextToken);
    expect([first, second, third].map(({ items }) => items.length)).toEqual([100, 100, 50]);
    expect([...first.items, ...second.items, ...third.items]).toEqual(ITEMS);
    expect(third.nextToken).toBeUndefined();
  });

  it('end with a full last page', () => {
    expect(page(ITEMS.slice(0, 100), itself, undefined).nextToken).toBeUndefined();
  });

  it('miss nothing when an item of an earlier page is deleted in between', () => {
    const { nextToken } = page(ITEMS, itself, undefined);
    expect(page(ITEMS.slice(1), itself, nextToken).items[0]).toBe('item-100');
  });

  it('refuse a token that they did not give', () => {
    expect(() => page(ITEMS, itself, 'xyz')).toThrow('Invalid parameter: NextToken');
  });
});
