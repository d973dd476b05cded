import { describe, expect, it } from '@jest/globals';
import { FailureGroups } from './failure-groups.ts';

const failure = (second: number, path: string) => ({
  at: `2026-01-01T12:24:${second}.123Z`,
  method: 'POST',
  path,
  status: 503,
  reason: 'the target answered 503',
});

describe('requests that failed', () => {
  it('are told by kind, the most frequent first', () => {
    const groups = new FailureGroups();
    groups.add(failure(30, '/iridium/'));
    for (let second = 35; second < 50; second += 1) groups.add(failure(second, '/fulfill/'));
    expect(groups.told(5)).toEqual([
      '15 × POST /fulfill/ 503 (the target answered 503) since 12:24:35',
      'POST /iridium/ 503 (the target answered 503) at 12:24:30',
    ]);
    expect(groups.told(1)).toHaveLength(1);
  });

  it('are told apart up to a bound', () => {
    const groups = new FailureGroups();
    for (let path = 0; path < 100; path += 1) groups.add(failure(10, `/${path}`));
    expect(groups.told(100)).toHaveLength(20);
  });
});
