import { afterEach, describe, expect, it } from '@jest/globals';
import { Connections } from './connections.ts';

describe('Connections', () => {
  let connections = new Connections('http://127.0.0.1:1', {});

  afterEach(async () => {
    await connections.destroy();
    connections = new Connections('http://127.0.0.1:1', {});
  });

  it('are opened as needed, and the one given back last is taken first', () => {
    const [one, two] = [connections.take(), connections.take()];
    expect(one).not.toBe(two);
    connections.giveBack(two);
    connections.giveBack(one);
    expect(connections.take()).toBe(one);
    expect(connections.take()).toBe(two);
  });

  it('are 1024 at most, on which requests then wait in turn', () => {
    const taken = Array.from({ length: 3_000 }, () => connections.take());
    expect(new Set(taken).size).toBe(1_024);
    expect(taken[1_100]).not.toBe(taken[1_101]);
  });

  it('are free again only when all of their requests are over', () => {
    const taken = Array.from({ length: 1_500 }, () => connections.take());
    for (const connection of taken) connections.giveBack(connection);
    const again = Array.from({ length: 1_024 }, () => connections.take());
    expect(new Set(again).size).toBe(1_024);
  });

  it('end when the options change: the free ones at once, the others when they are given back', () => {
    const [busy, free] = [connections.take(), connections.take()];
    connections.giveBack(free);
    connections.options = { keepAliveMaxTimeout: 1_000 };
    expect([busy.destroyed, free.destroyed]).toEqual([false, true]);
    const another = connections.take();
    connections.giveBack(busy);
    expect(busy.destroyed).toBe(true);
    connections.giveBack(another);
    expect(connections.take()).toBe(another);
  });
});
