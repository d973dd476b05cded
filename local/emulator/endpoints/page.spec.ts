import { describe, expect, it } from '@jest/globals';
import { page } from './page.ts';

const ITEMS = Array.from({ length: 250 }, (_, index) => `item-${String(index).padStart(3, '0')}`);
const BAD_TOKEN = new Error('the token is wrong');
const pageOf = (items: readonly string[], nextToken?: string) =>
  page(items, (item) => item, nextToken, 100, BAD_TOKEN);

describe('pages', () => {
  it('give every item once, a hundred at a time', () => {
    const first = pageOf([...ITEMS].reverse());
    const second = pageOf(ITEMS, first.nextToken);
    const third = pageOf(ITEMS, second.nextToken);
    expect([first, second, third].map(({ items }) => items.length)).toEqual([100, 100, 50]);
    expect([...first.items, ...second.items, ...third.items]).toEqual(ITEMS);
    expect(third.nextToken).toBeUndefined();
  });

  it('end with a full last page', () => {
    expect(pageOf(ITEMS.slice(0, 100)).nextToken).toBeUndefined();
  });

  it('miss nothing when an item of an earlier page is deleted in between', () => {
    const { nextToken } = pageOf(ITEMS);
    expect(pageOf(ITEMS.slice(1), nextToken).items[0]).toBe('item-100');
  });

  it('begin with the first for an empty token', () => {
    expect(pageOf(ITEMS, '')).toEqual(pageOf(ITEMS));
  });

  it('refuse a token that they did not give', () => {
    expect(() => pageOf(ITEMS, 'xyz')).toThrow(BAD_TOKEN);
  });
});
