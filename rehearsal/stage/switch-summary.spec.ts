import { describe, expect, it } from '@jest/globals';
import type { ParticipantReport } from '@interstella/hq/client';
import type { TrafficInterval } from '@interstella/local/platform/load-balancer';
import { summarizeSwitch, summaryText } from './switch-summary.ts';

const report = (counts: Partial<ParticipantReport>) =>
  ({
    published: 0,
    complete: 0,
    open: 0,
    duplicatesAbsorbed: 0,
    lost: 0,
    unattributed: 0,
    ...counts,
  }) as ParticipantReport;

const traffic = {
  seconds: 2.04,
  requests: 300,
  failed: 1,
  firstFailures: [{ at: 'then', method: 'POST', path: '/order/', status: 502, reason: 'the target hung up' }],
} as unknown as TrafficInterval;

describe('the summary of a switch', () => {
  const summary = summarizeSwitch(
    report({ published: 100, complete: 95, open: 5, duplicatesAbsorbed: 7, lost: 1, unattributed: 2 }),
    report({ published: 150, complete: 148, open: 2, duplicatesAbsorbed: 27, lost: 1, unattributed: 2 }),
    traffic,
  );

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
});
