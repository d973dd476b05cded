import { describe, expect, it } from '@jest/globals';
import { parseProc, parsePs, usageOf } from './usage.ts';

describe('usage of a process', () => {
  it('is read from /proc for any name of the process', () => {
    const stat = '42 (node) 7 (x) S 1 42 42 0 -1 4194304 9000 0 3 0 150 25 0 0 20 0 11 0 500 1000 200';
    expect(parseProc(stat, 'Name:\tnode\nVmRSS:\t   51200 kB\nThreads:\t11\n')).toEqual({
      cpuMs: 1_750,
      rssBytes: 51_200 * 1_024,
    });
  });

  it('is read from ps without /proc', () => {
    expect(parsePs('  1:02.25  51200\n')).toEqual({ cpuMs: 62_250, rssBytes: 51_200 * 1_024 });
  });

  it('is that of a living process, and grows with its work', async () => {
    const before = await usageOf(process.pid);
    const until = process.cpuUsage().user + 50_000;
    while (process.cpuUsage().user < until);
    const after = await usageOf(process.pid);
    expect(after.cpuMs).toBeGreaterThan(before.cpuMs);
    expect(after.rssBytes).toBeGreaterThan(10_000_000);
  });
});
