import { describe, expect, it } from '@jest/globals';
import { UsageError } from '@interstella/libs/errors';
import { readFault } from './read-fault.ts';

const read = (kind: string, target: string, change: object = {}) => readFault({ kind, target, ...change });

describe('readFault', () => {
  it.each([
    ['kill', 'iridium', { kind: 'kill', target: 'iridium' }],
    ['hang', '1a2b3c4d', { kind: 'hang', target: '1a2b3c4d', forMs: 10_000 }],
    ['slow', 'monolith', { kind: 'slow', target: 'monolith', forMs: 10_000, delayMs: 2_000 }],
    ['error', 'monolith', { kind: 'error', target: 'monolith', forMs: 10_000, share: 0.5 }],
    ['kill', 'hq', { kind: 'kill', target: 'hq', forMs: 10_000 }],
    ['hang', 'hq', { kind: 'hang', target: 'hq', forMs: 10_000 }],
    ['duplicate', 'sns', { kind: 'duplicate', target: 'sns', forMs: 10_000 }],
    ['shuffle', 'sns', { kind: 'shuffle', target: 'sns', forMs: 10_000 }],
  ])('reads %s %s', (kind, target, fault) => {
    expect(read(kind, target)).toEqual(fault);
  });

  it('takes what was chosen', () => {
    expect(read('slow', 'iridium', { delay: 500, for: 2 })).toMatchObject({ delayMs: 500, forMs: 2_000 });
    expect(read('error', 'iridium', { rate: 0.2 })).toMatchObject({ share: 0.2, forMs: 10_000 });
    expect(read('kill', 'hq', { for: 1 })).toMatchObject({ forMs: 1_000 });
  });

  it.each([
    ['melt', 'iridium', {}, 'There are: kill, hang, slow, error, duplicate, shuffle.'],
    ['slow', 'hq', {}, 'slow cannot be done to hq, but to a service.'],
    ['slow', '1a2b3c4d', {}, 'slow cannot be done to 1a2b3c4d, but to a service.'],
    ['error', '1a2b3c4d', {}, 'error cannot be done to 1a2b3c4d, but to a service.'],
    ['kill', 'sns', {}, 'kill cannot be done to sns, but to a service or task or hq.'],
    ['duplicate', 'iridium', {}, 'duplicate cannot be done to iridium, but to sns.'],
    ['kill', 'hq', { for: 601 }, 'for longer than 600 s'],
    ['error', 'iridium', { rate: 1.5 }, '0 to 1'],
    [
      'slow',
      'iridium',
      { delay: 99_999_999 },
      '--delay 99999999: no request takes more than 60000 ms longer.',
    ],
    ['hang', 'hq', { for: 0 }, '--for 0: it would be over before it began.'],
    ['kill', 'monolith', { delay: 5 }, '--delay is of slow alone, not of kill.'],
    ['slow', 'monolith', { rate: 0.2 }, '--rate is of error alone, not of slow.'],
    ['kill', 'monolith', { for: 5 }, '--for is not of a task that is killed'],
  ])('refuses %s %s %j', (kind, target, change, message) => {
    expect(() => read(kind, target, change)).toThrow(UsageError);
    expect(() => read(kind, target, change)).toThrow(message);
  });
});
