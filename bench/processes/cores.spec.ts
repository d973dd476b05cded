import { describe, expect, it } from '@jest/globals';
import { parseCoreList } from './cores.ts';

describe('parseCoreList', () => {
  it('reads ranges and single cores', () => {
    expect(parseCoreList('0-2,5')).toEqual([0, 1, 2, 5]);
    expect(parseCoreList('3')).toEqual([3]);
  });
});
