import { describe, expect, it } from '@jest/globals';
import { SingleFlight } from './single-flight.ts';

function makeRuns() {
  const runs = new SingleFlight<number>();
  const begun: ((fails?: boolean) => void)[] = [];
  const run = (key = 'all') =>
    runs.run(key, () => {
      const number = begun.length;
      return new Promise<number>((resolve, reject) => {
        begun.push((fails) => {
          if (fails) reject(new Error(`run ${number} failed`));
          else resolve(number);
        });
      });
    });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { begun, run, turn };
}

describe('single flight', () => {
  it('gives calls during a run one shared run that begins after them', async () => {
    const { begun, run, turn } = makeRuns();
    const first = run();
    const later = [run(), run(), run()];
    expect(begun).toHaveLength(1);
    begun[0]?.();
    expect(await first).toBe(0);
    await turn();
    expect(begun).toHaveLength(2);
    begun[1]?.();
    expect(await Promise.all(later)).toEqual([1, 1, 1]);
  });

  it('runs again for a later call', async () => {
    const { begun, run, turn } = makeRuns();
    for (const number of [0, 1, 2]) {
      const result = run();
      begun[number]?.();
      expect(await result).toBe(number);
      await turn();
    }
  });

  it('runs the next one after a failure', async () => {
    const { begun, run, turn } = makeRuns();
    const first = run();
    const second = run();
    begun[0]?.(true);
    await expect(first).rejects.toThrow('run 0 failed');
    await turn();
    begun[1]?.();
    expect(await second).toBe(1);
  });

  it('runs different keys concurrently', () => {
    const { begun, run } = makeRuns();
    void run('a');
    void run('b');
    expect(begun).toHaveLength(2);
  });
});
