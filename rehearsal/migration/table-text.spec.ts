import { describe, expect, it } from '@jest/globals';
import picocolors from 'picocolors';
import type { StageRow } from './result.ts';
import { tableText } from './table-text.ts';

const row: StageRow = {
  stage: 'noiridium',
  images: ['monolith:noiridium', 'iridium:latest'],
  published: 1200,
  complete: 1199,
  by: { monolith: 1199, iridium: 1200, magnesite: 0 },
  duplicatesAbsorbed: 7,
  lost: 1,
  unattributed: 0,
  failedRequests: 0,
  latencyMs: { p50: 12.4, p99: 40.6 },
  gateS: 0.2,
  switchS: 3.21,
};
const { images } = row;
const text = (width: number, color = false) =>
  tableText(
    [row],
    { ...row, latencyMs: null },
    { colors: picocolors.createColors(color), width, failuresExcused: false },
  );

describe('tableText', () => {
  it('shows a row per stage and one for all', () => {
    const [above, headings, ...rows] = text(200).split('\n');
    expect(above?.trim().split(/ +/)).toEqual([
      'by',
      'by',
      'by',
      'unattri-',
      'failed',
      'p50',
      'p99',
      'gate',
      'switch',
    ]);
    expect(headings).toMatch(
      /^stage {6}image tags +published +complete +monolith +iridium +magnesite +absorbed +lost +buted +requests +ms +ms +s +s$/,
    );
    expect(rows).toEqual([
      expect.stringMatching(
        /^noiridium {2}monolith:noiridium iridium +1200 +1199 +1199 +1200 +0 +7 +1 +0 +0 +12 +41 +0\.2 +3\.2$/,
      ),
      expect.stringMatching(/^all +1200 +1199 +1199 +1200 +0 +7 +1 +0 +0 +– +– +0\.2 +3\.2$/),
    ]);
  });

  it('gives image tags lines of their own where the terminal is narrow', () => {
    const lines = text(110).split('\n');
    expect(lines[2]).toMatch(/^noiridium +1200/);
    expect(lines[3]).toBe(`  ${images.join(' ').replace(':latest', '')}`);
    expect(lines[4]).toMatch(/^all +1200/);
  });

  it('lines its columns up', () => {
    const [first, ...others] = text(200).split('\n');
    for (const line of others) expect(line).toHaveLength(first?.length ?? 0);
  });

  it('takes failed requests for granted where all of them are excused', () => {
    const options = { colors: picocolors.createColors(true), width: 200 };
    const failed = { ...row, complete: row.published, lost: 0, failedRequests: 9 };
    const [red = ''] = picocolors.createColors(true).red('|').split('|');
    expect(tableText([failed], failed, { ...options, failuresExcused: false })).toContain(red);
    expect(tableText([failed], failed, { ...options, failuresExcused: true })).not.toContain(red);
  });

  it('reddens what must not be, and nothing else', () => {
    const [before = '', after = ''] = picocolors.createColors(true).red('|').split('|');
    const reddened = text(200, true)
      .split(before)
      .slice(1)
      .map((rest) => rest.split(after)[0]?.trim());
    expect(reddened).toEqual(['1199', '1', '1199', '1']);
  });
});
