import { describe, expect, it } from '@jest/globals';
import { Closing } from './closing.ts';
import type { Publisher } from './generator/publisher.ts';
import type { PauseDetector } from './ledger/pause-detector.ts';
import type { Closer } from './ledger/closer.ts';
import type { DeadLetterWatch } from './report/dead-letters.ts';

function makeClosing() {
  const world = { steps: [] as string[], warned: [] as string[], troubles: {} as Record<string, string> };
  const step = (name: string) => () => {
    world.steps.push(name);
    const trouble = world.troubles[name];
    return trouble === undefined ? Promise.resolve(1) : Promise.reject(new Error(trouble));
  };
  const closing = new Closing(
    { run: step('close') } as unknown as Closer,
    { run: step('look') } as unknown as DeadLetterWatch,
    { resume: step('resume') } as unknown as Publisher,
    { heartbeat: step('be present') } as unknown as PauseDetector,
    Date.now,
    { log: () => undefined, warn: (text) => world.warned.push(String(text)), error: () => undefined },
  );
  return { closing, world };
}

describe('closing', () => {
  it('lets no abandoned order wait for a look at dead letters', async () => {
    const { closing, world } = makeClosing();
    expect(await closing.run()).toBe(1);
    expect(world.steps).toEqual(['close', 'resume', 'look']);
  });

  it('does everything else before it fails', async () => {
    const { closing, world } = makeClosing();
    world.troubles = { close: 'no answer', look: 'no queue' };
    await expect(closing.run()).rejects.toThrow('The ledger could not be closed up: no answer');
    expect(world.steps).toEqual(['close', 'resume', 'look']);
  });

  it('tells of a trouble once, and of another one', async () => {
    const { closing, world } = makeClosing();
    const stop = new AbortController();
    const troubles = ['no answer', 'no answer', 'too much', undefined, 'too much'];
    Object.defineProperty(world.troubles, 'close', {
      get: () => {
        if (troubles.length === 1) stop.abort();
        return troubles.shift();
      },
    });
    await closing.repeat(1, stop.signal);
    const told = ['no answer', 'too much', 'too much'];
    expect(world.warned).toEqual(told.map((trouble) => `The ledger could not be closed up: ${trouble}`));
  });
});
