import { describe, expect, it } from '@jest/globals';
import { InMemoryStore } from '../testing/in-memory-store.ts';
import { LaneWriter } from './lanes.ts';

/** Every part is full with one flush. */
const LAYOUT = { from: 1, groups: 1, lanes: 1, partBytes: 1 };

describe('a lane writer', () => {
  it('resumes at the part it had reached when a write timed out', async () => {
    let left = Infinity;
    const store = new InMemoryStore((operation) => {
      if (operation === 'append') left -= 1;
      return left < 0 ? Promise.reject(new Error('no time')) : Promise.resolve();
    });
    const append = (writer: LaneWriter, id: string) =>
      writer.append('claims#0.0', 1, { id, entries: '[]' }, LAYOUT);
    const busy = new LaneWriter(store);
    for (const id of ['a', 'b', 'c', 'd']) await append(busy, id);

    const slow = new LaneWriter(store);
    left = 3;
    await expect(append(slow, 'e')).rejects.toThrow('no time');
    left = 3;
    expect(await append(slow, 'e')).toBe(true);
  });
});
