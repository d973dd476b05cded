import { describe, expect, it } from '@jest/globals';
import picocolors from 'picocolors';
import type { ConservationReport, ParticipantReport } from '@interstella/hq/client';
import { reportText } from './report-text.ts';

const plain = picocolors.createColors(false);

const participant: ParticipantReport = {
  participant: 'laptop',
  owed: true,
  closedAt: null,
  red: false,
  reasons: [],
  published: 12,
  complete: 12,
  open: 0,
  overdue: 0,
  deadLettered: 0,
  lost: 0,
  duplicatesAbsorbed: 3,
  direct: 1,
  unattributed: 0,
  notOwed: 0,
  expired: 0,
  acknowledged: [],
  byResource: { iridium: { claimed: 13, by: { monolith: 9, iridium: 4 }, duplicatesAbsorbed: 3 } },
  latencyMs: { p50: 12, p99: 30 },
  orders: { open: [], deadLettered: [], lost: [], unattributed: [] },
};

function report(
  change: Partial<ParticipantReport>,
  rest: Partial<ConservationReport> = {},
): ConservationReport {
  return {
    asOf: '2026-11-20T06:00:00.000Z',
    closedAt: '2026-11-20T06:00:00.000Z',
    retryWindowMs: 1,
    red: change.red ?? false,
    participants: [{ ...participant, ...change }],
    warnings: [],
    ...rest,
  };
}

describe('reportText', () => {
  it('shows every count, and who fulfilled what', () => {
    expect(reportText(report({}), plain).split('\n')).toEqual([
      'Conservation report at 2026-11-20T06:00:00.000Z: green',
      '',
      'laptop',
      '  published                  12',
      '  complete                   12',
      '  open                        0',
      '  overdue                     0',
      '  dead-lettered               0',
      '  lost                        0',
      '  duplicates absorbed         3',
      '  direct                      1',
      '  unattributed                0',
      '  not owed                    0',
      '  iridium                    13  (9 by monolith, 4 by iridium)',
      '  latency: p50 12 ms, p99 30 ms',
    ]);
  });

  it('has one line for a participant without orders, unless there is something to say of it', () => {
    const nothing = {
      ...{ published: 0, complete: 0, duplicatesAbsorbed: 0, direct: 0, latencyMs: null },
      byResource: { iridium: { claimed: 0, by: {}, duplicatesAbsorbed: 0 } },
    };
    const [, ...lines] = reportText(report(nothing), plain).split('\n');
    expect(lines).toEqual(['', 'laptop: no orders yet']);
    for (const something of [{ notOwed: 1 }, { deadLettered: 1 }, { unattributed: 1 }, { direct: 1 }]) {
      expect(reportText(report({ ...nothing, ...something }), plain)).toMatch(/\n {2}published +0\n/);
    }
    const reasons = ['Nobody is subscribed.'];
    expect(reportText(report({ ...nothing, red: true, reasons }), plain)).toContain('\n  Nobody is');
  });

  it('says why it is red, and names the orders that are lost, ten at most', () => {
    const lost = Array.from({ length: 12 }, (_, index) => ({
      orderId: `order-${index}`,
      publishedAt: '2026-11-20T05:00:00.000Z',
      missing: ['iridium'],
    }));
    const orders = { ...participant.orders, lost };
    const text = reportText(report({ red: true, reasons: ['12 orders are lost.'], lost: 12, orders }), plain);
    expect(text).toMatch(/^Conservation report at \S+: RED\n/);
    expect(text).toContain('  12 orders are lost.');
    expect(text).toContain('  lost: order-0 lacks iridium');
    expect(text).toContain('  lost: order-9 lacks iridium\n  … and 2 more lost');
  });

  it('names the orders that HQ never published', () => {
    const unattributed = [{ orderId: 'sns-1', by: ['monolith'], resources: ['iridium', 'magnesite'] }];
    const orders = { ...participant.orders, unattributed };
    expect(reportText(report({ unattributed: 1, orders }), plain)).toContain(
      '  unattributed: sns-1, iridium, magnesite by monolith',
    );
  });

  it('shows what the report could not find out, and what the audit found', () => {
    const text = reportText(
      report({}, { warnings: ['A queue cannot be read.'], audit: { agrees: true, differences: [] } }),
      plain,
    );
    expect(text).toContain('Warning: A queue cannot be read.');
    expect(text).toContain('Audit: everything was counted again from the lanes, and agrees.');
  });

  it('says of whom the audit had nothing left to count', () => {
    const expired = [{ participant: 'ada', problem: 'The lanes of buckets up to 7 have expired.' }];
    const text = reportText(report({}, { audit: { agrees: true, differences: [], expired } }), plain);
    expect(text).toContain('Audit of ada: The lanes of buckets up to 7 have expired.');
    expect(text).toContain('Audit: what is left was counted again, and agrees.');
    expect(text).not.toContain('everything');
  });
});
