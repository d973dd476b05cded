import { describe, expect, it } from '@jest/globals';
import { FaultRecord } from './fault-record.ts';

const error = (forMs: number) => ({ kind: 'error', target: 'monolith', share: 1, forMs }) as const;

describe('FaultRecord', () => {
  it('knows what was broken when', () => {
    const record = new FaultRecord();
    record.note({ kind: 'kill', target: 'iridium' }, 1_000);
    record.note({ kind: 'hang', target: 'hq', forMs: 2_000 }, 5_000);
    expect(record.marks).toEqual([
      { what: 'kill iridium', from: 1_000, until: 1_000, failsUntil: 36_000 },
      { what: 'hang hq for 2 s', from: 5_000, until: 7_000, failsUntil: 42_000 },
    ]);
  });

  it('has no request fail for what is done to deliveries', () => {
    const record = new FaultRecord();
    record.note({ kind: 'shuffle', target: 'sns', forMs: 1_000 }, 0);
    expect(record.marks).toMatchObject([{ what: 'shuffle sns for 1 s', failsUntil: null }]);
  });

  it('takes what is done again while it lasts for one fault, and later for another', () => {
    const record = new FaultRecord();
    record.note(error(60_000), 0);
    record.note(error(7_000), 3_000);
    record.note(error(1_000), 20_000);
    expect(record.marks).toEqual([
      { what: 'error monolith for 10 s', from: 0, until: 10_000, failsUntil: 25_000 },
      { what: 'error monolith for 1 s', from: 20_000, until: 21_000, failsUntil: 36_000 },
    ]);
  });

  it('keeps the last thousand', () => {
    const record = new FaultRecord();
    for (let at = 0; at < 1_100; at += 1) record.note({ kind: 'kill', target: 'iridium' }, at);
    expect(record.marks).toHaveLength(1_000);
    expect(record.marks.at(-1)?.from).toBe(1_099);
  });
});
