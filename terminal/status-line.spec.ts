import { describe, expect, it } from '@jest/globals';
import { StatusLine } from './status-line.ts';

function stream(isTTY: boolean, columns = 20) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

describe('StatusLine', () => {
  it('writes over the same line in a terminal, and never more than fits', () => {
    const terminal = stream(true, 11);
    const line = new StatusLine(terminal);
    line.show('published 1, complete 1');
    line.show('short');
    line.end();
    expect(terminal.written).toEqual(['\rpublished \u001B[K', '\rshort\u001B[K', '\n']);
  });

  it('writes plain lines into a pipe, one in five seconds', () => {
    const pipe = stream(false);
    let now = 0;
    const line = new StatusLine(pipe, () => now);
    line.show('first');
    now = 4_999;
    line.show('second');
    now = 5_000;
    line.show('third');
    now = 10_000;
    line.show('third');
    line.end();
    expect(pipe.written).toEqual(['first\n', 'third\n']);
  });

  it('lets what stays stand above it', () => {
    const [terminal, pipe] = [stream(true), stream(false)];
    const line = new StatusLine(terminal);
    line.show('status');
    line.note('news');
    new StatusLine(pipe).note('news');
    expect(terminal.written.at(-1)).toBe('\r\u001B[Knews\n');
    expect(pipe.written).toEqual(['news\n']);
  });
});
