import { describe, expect, it } from '@jest/globals';
import { Lane } from './lane.ts';

describe('a lane', () => {
  it('lets in as many as it has places, and the others in their order', async () => {
    const lane = new Lane(2);
    const inside: string[] = [];
    const enter = async (name: string) => {
      await lane.enter();
      inside.push(name);
    };
    const all = ['a', 'b', 'c', 'd'].map(enter);
    await Promise.all(all.slice(0, 2));
    expect(inside).toEqual(['a', 'b']);
    lane.leave();
    await all[2];
    expect(inside).toEqual(['a', 'b', 'c']);
    lane.leave();
    await all[3];
    expect(inside).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps a place that nobody waits for', async () => {
    const lane = new Lane(1);
    await lane.enter();
    lane.leave();
    await lane.enter();
    const next = lane.enter();
    lane.leave();
    await expect(next).resolves.toBeUndefined();
  });
});
