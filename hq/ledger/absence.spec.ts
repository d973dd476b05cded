import { describe, expect, it } from '@jest/globals';
import { Absence } from './absence.ts';

const RETRY_WINDOW_MS = 90_000;

function makeAbsence() {
  const raised: unknown[] = [];
  const world = { now: 1_000_000, fails: 0 };
  const absence = new Absence(
    {
      raiseSpan: (...mark) => {
        if (world.fails-- > 0) return Promise.reject(new Error('No DynamoDB.'));
        raised.push(mark);
        return Promise.resolve();
      },
    },
    RETRY_WINDOW_MS,
    () => world.now,
  );
  return { absence, raised, world };
}

describe('the absence of a process', () => {
  it('begins the retry window of what was open anew, once', async () => {
    const { absence, raised, world } = makeAbsence();
    await absence.bePresent();
    world.now += 3_600_000;
    await Promise.all([absence.notice(), absence.bePresent()]);
    await absence.notice();
    expect(raised).toEqual([['#ledger', { from: 910_000, before: 4_600_000 }, 4_600_000]]);
  });

  it('is none while the process is busy for up to half a minute', async () => {
    const { absence, raised, world } = makeAbsence();
    for (let turn = 0; turn < 10; turn += 1) {
      world.now += 30_000;
      await absence.bePresent();
    }
    expect(raised).toEqual([]);
  });

  it('is marked the next time where it could not be marked', async () => {
    const { absence, raised, world } = makeAbsence();
    await absence.bePresent();
    world.now += 60_000;
    world.fails = 1;
    await expect(absence.notice()).rejects.toThrow('No DynamoDB.');
    world.now += 1_000;
    await absence.notice();
    expect(raised).toEqual([['#ledger', { from: 910_000, before: 1_061_000 }, 1_061_000]]);
  });

  it('is not noticed in a process that does not say that it is present', async () => {
    const { absence, raised, world } = makeAbsence();
    await absence.notice();
    world.now += 3_600_000;
    await absence.notice();
    expect(raised).toEqual([]);
  });
});
