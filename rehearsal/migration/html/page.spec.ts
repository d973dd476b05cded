import { describe, expect, it } from '@jest/globals';
import type { MigrationResult, StageRow, StageTurn } from '../result.ts';
import { htmlReport } from './page.ts';

const START = Date.parse('2026-11-20T09:00:00.000Z');
const EVIL = `<img src=x onerror="alert('1')">`;

const turn = (stage: string, second: number): StageTurn => ({
  stage,
  images: [`monolith:${EVIL}`],
  begunAt: START + second * 1_000,
  openedAt: START + second * 1_000,
  stableAt: START + (second + 2) * 1_000,
  failedRequests: 0,
});

const row: StageRow = {
  stage: 'alb',
  images: [`monolith:${EVIL}`],
  published: 1_000,
  complete: 1_000,
  by: { monolith: 1_400, iridium: 600, magnesite: 0 },
  duplicatesAbsorbed: 60,
  lost: 0,
  unattributed: 0,
  failedRequests: 0,
  latencyMs: { p50: 12, p99: 40 },
  gateS: 0,
  switchS: 2,
};
const none = { count: 0, first: [] };
const zeros = Array.from({ length: 10 }, () => 0);
const hundreds = zeros.map(() => 100);

const good: MigrationResult = {
  ok: true,
  reasons: [],
  startedAt: START,
  endedAt: START + 12_000,
  tasks: 'processes',
  rate: 100,
  madePerSecond: 99.2,
  turns: [turn('alb', 0), turn('iridium', 6)],
  rows: [row],
  totals: row,
  comparison: {
    witnessed: 1_000,
    published: 1_000,
    complete: 1_000,
    notComplete: none,
    notWitnessed: none,
    notInLedger: none,
  },
  failedRequests: { count: 0, unexcused: 0, first: [], reasons: [], load: 0, cores: 2 },
  audit: { agrees: true },
  report: { red: false, lost: 0, unattributed: 0, direct: 0, deadLettered: 0 },
  shares: {
    from: START + 2_000,
    intervalMs: 1_000,
    fulfilled: {
      iridium: { monolith: hundreds, iridium: hundreds, magnesite: zeros },
      magnesite: { monolith: hundreds, iridium: zeros, magnesite: zeros },
    },
    duplicatesAbsorbed: zeros.with(4, 60),
    failedRequests: zeros,
  },
  faults: [],
  scenarios: [],
};

const red: MigrationResult = {
  ...good,
  ok: false,
  reasons: [`The step to ${EVIL} failed.`],
  totals: { ...row, failedRequests: 3 },
  failedRequests: { ...good.failedRequests, count: 3 },
  comparison: { ...good.comparison, complete: 990, notComplete: { count: 10, first: [EVIL] } },
  report: { red: true, lost: 10, unattributed: 2, direct: 0, deadLettered: 0 },
  faults: [{ what: `kill ${EVIL}`, from: START + 5_000, until: START + 7_000, failsUntil: START + 42_000 }],
  scenarios: [{ name: EVIL, expected: EVIL, seen: EVIL, ok: false }],
};

describe('htmlReport', () => {
  it('loads nothing and runs nothing', () => {
    const page = htmlReport(red);
    expect(page).not.toMatch(
      /<(script|link|img|iframe)|<[a-z][^>]* (src|href|on[a-z]+)=|url\(|@import|https?:/,
    );
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('escapes names wherever they stand, and not its own style', () => {
    const page = htmlReport(red);
    expect(page.match(/&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;/g)?.length).toBeGreaterThan(
      6,
    );
    expect(page).not.toContain(EVIL);
    expect(page).toContain("'Segoe UI'");
  });

  it('has balanced tags', () => {
    const open: string[] = [];
    for (const [, slash, name = ''] of htmlReport(red).matchAll(/<(\/?)([a-z0-9]+)[^>]*?(?<!\/)>/g)) {
      if (['meta'].includes(name)) continue;
      if (slash === '') open.push(name);
      else expect(name).toBe(open.pop());
    }
    expect(open).toEqual([]);
  });

  it('says in words what the picture shows, once for each width, by ids of its own', () => {
    const page = htmlReport(good);
    expect(page.match(/alb: 1,400 by monolith, 600 by iridium/g)).toHaveLength(2);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, label = ''] of page.matchAll(/aria-labelledby="([^"]+)"/g)) {
      expect(ids).toEqual(expect.arrayContaining(label.split(' ')));
    }
  });

  it('draws a layer for everyone who fulfilled a resource, within the picture', () => {
    const [, wide = ''] = /<svg class="wide"(.*?)<\/svg>/s.exec(htmlReport(good)) ?? [];
    const [, width = '', height = ''] = /viewBox="0 0 (\d+) ([\d.]+)"/.exec(wide) ?? [];
    const layers = [...wide.matchAll(/class="area (service-\d)"\s+d="M([^"Z]+)Z"/g)];
    expect(layers.map(([, service]) => service)).toEqual(['service-0', 'service-1', 'service-0']);
    for (const [, , points = ''] of layers) {
      for (const point of points.split('L')) {
        const [x, y] = point.split(',').map(Number);
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(Number(width));
        expect(y).toBeGreaterThan(0);
        expect(y).toBeLessThan(Number(height));
      }
    }
  });

  it('keeps the numbers of faults apart that were injected at once', () => {
    const [fault] = red.faults;
    const faults = fault
      ? [fault, { ...fault, from: fault.from + 10 }, { ...fault, from: fault.from + 4_000 }]
      : [];
    const [wide = ''] = htmlReport({ ...red, faults }).split('</svg>');
    const heights = [...wide.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => y);
    expect(heights).toHaveLength(3);
    expect(heights[1]).not.toBe(heights[0]);
    expect(heights[2]).toBe(heights[0]);
    expect(Number(heights[1]) - Number(heights[0])).toBeGreaterThan(16);
  });

  it('gives the number of a fault a row in which no other fault goes on', () => {
    const [fault = { what: '', from: 0, until: 0, failsUntil: 0 }] = red.faults;
    const faults = [fault, { ...fault, from: fault.from + 1_500, until: fault.until + 3_000 }];
    const [wide = ''] = htmlReport({ ...red, faults }).split('</svg>');
    const [first, second] = [...wide.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => y);
    expect(second).not.toBe(first);
  });

  it('draws the titles of panels over the lines of faults', () => {
    const [wide = ''] = htmlReport(red).split('</svg>');
    expect(wide.match(/class="panel"/g)).toHaveLength(4);
    expect(wide.indexOf('class="panel"')).toBeGreaterThan(wide.lastIndexOf('class="fault"'));
  });

  it('shows repeats on a scale of their own, however many requests failed', () => {
    const heightOf = (failedRequests: readonly number[]) => {
      const shares = { ...good.shares, failedRequests };
      return /class="duplicates" [^>]* height="([\d.]+)"/.exec(htmlReport({ ...good, shares }))?.[1];
    };
    expect(heightOf(zeros.with(4, 9_000))).toBe(heightOf(zeros));
  });

  it('says beside their number that a retry made the failed requests good, if each was', () => {
    const failedRequests = { ...good.failedRequests, count: 9 };
    const label = '<dt>failed requests, each made good by a retry</dt>';
    expect(htmlReport({ ...good, failedRequests })).toContain(label);
    expect(htmlReport(good)).not.toContain(label);
    expect(htmlReport(red)).not.toContain(label);
  });

  it("names no folder of this machine's", () => {
    const seen = '503: ENOENT: no such file, open "/home/o\'neil/kit/logs/hq.log"';
    const scenarios = [{ name: 'kill HQ', expected: 'well', seen, ok: false }];
    const page = htmlReport({ ...red, scenarios }, [
      ["/home/o'neil/kit", '.'],
      ['/', '~'],
    ]);
    expect(page).toContain('open &quot;./logs/hq.log&quot;');
  });

  it('says how many orders flowed, and why not all that were asked for', () => {
    expect(htmlReport(good)).toContain('at 100 orders a second,');
    expect(htmlReport({ ...good, tasks: 'containers' })).toContain('with tasks as containers,');
    const slow = { ...good, madePerSecond: 71.23 };
    expect(htmlReport(slow)).toContain(
      'at 71.2 orders a second of the 100 asked for, since HQ could make no more,',
    );
    expect(htmlReport({ ...slow, faults: red.faults })).toContain('asked for, with faults injected,');
  });

  it('is green with every check, or says what does not hold', () => {
    expect(htmlReport(good)).toContain('Every order is accounted for');
    expect(htmlReport(good)).not.toContain('class="no"');
    const page = htmlReport(red);
    expect(page).toContain('The migration does not hold');
    expect(page.match(/<li class="no">/g)).toHaveLength(3);
    expect(page).toContain('3, with faults injected, not all made good: 10 orders lack something.');
    const failedRequests = { ...red.failedRequests, unexcused: 2 };
    expect(htmlReport({ ...red, failedRequests })).toContain(
      '<li class="no">Failed requests at the load balancer: 3, 2 of them while nothing was broken on purpose.',
    );
  });
});
