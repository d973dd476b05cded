import { describe, expect, it } from '@jest/globals';
import { PauseDetector } from './pause-detector.ts';

const RETRY_WINDOW_MS = 90_000;

function makeDetector() {
  const extended: unknown[] = [];
  const world = { now: 1_000_000, fails: 0 };
  const pauseDetector = new PauseDetector(
    {
      extendSpan: (...extension) => {
        if (world.fails-- > 0) return Promise.reject(new Error('No DynamoDB.'));
        extended.push(extension);
        return Promise.resolve();
      },
    },
    RETRY_WINDOW_MS,
    () => world.now,
  );
  return { pauseDetector, extended, world };
}

describe('a paused process', () => {
  it('extends the retry window of open orders once', async () => {
    const { pauseDetector, extended, world } = makeDetector();
    await pauseDetector.heartbeat();
    world.now += 3_600_000;
    await Promise.all([pauseDetector.check(), pauseDetector.heartbeat()]);
    await pauseDetector.check();
    expect(extended).toEqual([['#ledger', { from: 910_000, before: 4_600_000 }, 4_600_000]]);
  });

  it('is not one that is busy for up to half a minute', async () => {
    const { pauseDetector, extended, world } = makeDetector();
    for (let turn = 0; turn < 10; turn += 1) {
      world.now += 30_000;
      await pauseDetector.heartbeat();
    }
    expect(extended).toEqual([]);
  });

  it('retries an extension that failed', async () => {
    const { pauseDetector, extended, world } = makeDetector();
    await pauseDetector.heartbeat();
    world.now += 60_000;
    world.fails = 1;
    await expect(pauseDetector.check()).rejects.toThrow('No DynamoDB.');
    world.now += 1_000;
    await pauseDetector.check();
    expect(extended).toEqual([['#ledger', { from: 910_000, before: 1_061_000 }, 1_061_000]]);
  });

  it('is not detected without a heartbeat', async () => {
    const { pauseDetector, extended, world } = makeDetector();
    await pauseDetector.check();
    world.now += 3_600_000;
    await pauseDetector.check();
    expect(extended).toEqual([]);
  });
});
