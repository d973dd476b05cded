import { describe, expect, it } from '@jest/globals';
import { Closing } from './closing.ts';
import type { Publisher } from './generator/publisher.ts';
import type { PauseDetector } from './ledger/pause-detector.ts';
import type { Closer } from './ledger/closer.ts';
import type { DeadLetterWatch } from './report/dead-letters.ts';

function makeClosing() {
  const world = { steps: [] as string[], warned: [] as string[], failures: {} as Record<string, string> };
  const step = (name: string) => () => {
    world.steps.push(name);
    const failure = world.failures[name];
    return failure === undefined ? Promise.resolve(1) : Promise.reject(new Error(failure));
  };
  const closing = new Closing(
    { run: step('close') } as unknown as Closer,
    { run: step('peek') } as unknown as DeadLetterWatch,
    { resume: step('resume') } as unknown as Publisher,
    { heartbeat: step('heartbeat') } as unknown as PauseDetector,
    Date.now,
    { log: () => undefined, warn: (text) => world.warned.push(String(text)), error: () => undefined },
  );
  return { closing, world };
}

describe('the closing job', () => {
  it('publishes abandoned orders before it peeks at dead letters', async () => {
    const { closing, world } = makeClosing();
    expect(await closing.run()).toBe(1);
    expect(world.steps).toEqual(['close', 'resume', 'peek']);
  });

  it('runs the other steps after one has failed', async () => {
    const { closing, world } = makeClosing();
    world.failures = { close: 'no answer', peek: 'no queue' };
    await expect(closing.run()).rejects.toThrow('The closing job failed and will run again: no answer');
    expect(world.steps).toEqual(['close', 'resume', 'peek']);
  });

  it('logs a failure once, and again when it changes', async () => {
    const { closing, world } = makeClosing();
    const stop = new AbortController();
    const failures = ['no answer', 'no answer', 'too much', undefined, 'too much'];
    Object.defineProperty(world.failures, 'close', {
      get: () => {
        if (failures.length === 1) stop.abort();
        return failures.shift();
      },
    });
    await closing.repeat(1, stop.signal);
    const told = ['no answer', 'too much', 'too much'];
    expect(world.warned).toEqual(told.map((one) => `The closing job failed and will run again: ${one}`));
  });
});
