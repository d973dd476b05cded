import { describe, expect, it } from '@jest/globals';
import picocolors from 'picocolors';
import { wrapText } from './wrap-text.ts';

const TASK = '  8c1f0e7d  monolith:latest  RUNNING HEALTHY  127.0.0.1:40123  process 12345  3600 s';

describe('lines that are wider than the terminal', () => {
  it.each([20, 30, 40, 60, 80])('are broken between words only, at %d columns', (columns) => {
    const lines = wrapText(`${TASK}\nshort`, columns).split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join(' ').split(/ +/)).toEqual(`${TASK} short`.split(/ +/));
  });

  it('go on indented, the first where it was', () => {
    expect(wrapText('  one two three four', 12)).toBe('  one\n    two\n    three\n    four');
  });

  it('keep a word whole that is wider by itself', () => {
    expect(wrapText(`at ${'x'.repeat(30)} now`, 20)).toBe(`at\n    ${'x'.repeat(30)}\n    now`);
  });

  it('are measured without their colours', () => {
    const line = picocolors.createColors(true).red('12 orders are lost.');
    expect(wrapText(line, 19)).toBe(line);
  });

  it('stay as they are where there is no terminal', () => {
    expect(wrapText(TASK, undefined)).toBe(TASK);
  });
});
