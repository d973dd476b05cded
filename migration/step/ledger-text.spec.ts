import { describe, expect, it } from '@jest/globals';
import { ledgerLines } from './ledger-text.ts';
import type { StepTaken } from './step-taken.ts';

const PLACE = { statusCommand: 'status --aws' };

function lines(more: object): readonly string[] {
  const taken = {
    result: { outcome: 'done', leftBehind: [] },
    summary: { seconds: 0.4, published: 0, complete: 0, absorbed: 0, open: 11, lost: 0, unattributed: 0 },
    red: false,
    ...more,
  } as StepTaken;
  return ledgerLines(taken, PLACE, { republish: 'hq republish' });
}

describe('what the ledger saw of a step', () => {
  it('is said also where it is not known what it saw later', () => {
    const said = lines({ unknown: 'HQ is away' });
    expect(said[0]).toMatch(/^In these 0\.4 s the ledger saw/);
    expect(said).toContain('What became of the orders after it is not known: HQ is away');
  });

  it('is followed by what became of the first orders, and how open ones come home', () => {
    const since = { published: 1, complete: 1, isCutOff: false, by: { iridium: { iridium: 1 } } };
    expect(lines({ newOrders: since, stillOpen: ['a', 'b', 'c', 'd', 'e', 'f'] }).slice(1)).toEqual([
      'Since then 1 order was published, and 1 is complete: iridium by iridium 1.',
      '6 orders from before this step are still open: a, b, c, d, e, …',
      'SNS tries again what was not taken. What a service took without making all of it, HQ publishes again: hq republish',
    ]);
    expect(lines({ stillOpen: ['a', 'b'], moreOpen: true })).toContain(
      'At least 2 orders from before this step are still open: a, b',
    );
  });

  it('ends with where to look where the report is red', () => {
    expect(lines({ red: true }).at(-1)).toBe('The report of Interstella HQ is red; see `status --aws`.');
    expect(lines({}).join()).not.toContain('red');
  });

  it('is not known where HQ does not answer: it says why, and what to do', () => {
    const unknown = 'HQ refused GET /report: DynamoDB is away';
    expect(lines({ summary: undefined, unknown })).toEqual([
      `What the ledger saw is not known: ${unknown}`,
      'See `status --aws` when it answers again. If HQ owes no orders then, that says what to run.',
    ]);
  });
});
