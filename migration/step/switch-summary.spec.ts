import { describe, expect, it } from '@jest/globals';
import type { ParticipantReport } from '@interstella/hq/client';
import type { TrafficInterval } from '@interstella/local/platform/load-balancer';
import { summarizeSwitch, summaryText } from './switch-summary.ts';

const report = (asOf: string, counts: Partial<ParticipantReport>) => ({
  asOf,
  own: {
    published: 0,
    complete: 0,
    open: 0,
    duplicatesAbsorbed: 0,
    lost: 0,
    unattributed: 0,
    ...counts,
  } as ParticipantReport,
});

const traffic = {
  requests: 300,
  failed: 1,
  firstFailures: [{ at: 'then', method: 'POST', path: '/order/', status: 502, reason: 'the target hung up' }],
} as unknown as TrafficInterval;

describe('the summary of a switch', () => {
  const counts = { published: 100, complete: 95, open: 5, duplicatesAbsorbed: 7, lost: 1, unattributed: 2 };
  const before = report('2026-11-20T06:00:00.000Z', counts);
  const more = { published: 150, complete: 148, open: 2, duplicatesAbsorbed: 27 };
  const after = report('2026-11-20T06:00:02.040Z', { ...counts, ...more });
  const summary = summarizeSwitch(before, after, traffic);

  it('counts what came meanwhile, and what is open in the end', () => {
    expect(summary).toMatchObject({
      published: 50,
      complete: 53,
      open: 2,
      absorbed: 20,
      lost: 0,
      unattributed: 0,
      requests: 300,
      failedRequests: 1,
    });
  });

  it('says so in a few lines, with the requests that failed', () => {
    expect(summaryText(summary)).toBe(
      [
        'In these 2.0 s the ledger saw: published 50  complete 53  absorbed 20  open 2  lost 0',
        'The load balancer had 300 requests, of which 1 failed.',
        '  then POST /order/: 502, the target hung up',
      ].join('\n'),
    );
    expect(summaryText({ ...summary, requests: 1 })).toContain('had 1 request, of');
    expect(summaryText({ ...summary, unattributed: 3 })).toContain('unattributed 3');
  });

  it('says nothing of a load balancer that cannot be asked', () => {
    expect(summaryText(summarizeSwitch(before, after))).toBe(
      'In these 2.0 s the ledger saw: published 50  complete 53  absorbed 20  open 2  lost 0',
    );
  });
});
