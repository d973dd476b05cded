import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ParticipantReport } from '@interstella/hq/client';
import { StatusLine, statusText } from './status-line.ts';

function stream(isTTY: boolean, columns = 20) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

const environment = process.env;

beforeEach(() => {
  process.env = { ...environment, TERM: 'xterm', NO_COLOR: '', CI: '' };
});
afterEach(() => {
  process.env = environment;
});

describe('StatusLine', () => {
  it('writes over the same line in a terminal, and never more than fits', () => {
    const terminal = stream(true, 13);
    const line = new StatusLine(terminal);
    line.show('published 1, complete 1');
    line.show('short');
    line.end();
    expect(terminal.written).toEqual(['\rpublished …\u001B[K', '\rshort\u001B[K', '\n']);
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

  it.each([
    [100, 'lost 2  unattributed 1  published 14000  complete 13998  latency p50 16 ms, p99 43 ms'],
    [80, 'lost 2  unattributed 1  published 14000  complete 13998 …'],
    [59, 'lost 2  unattributed 1  published 14000  complete 13998 …'],
    [56, 'lost 2  unattributed 1  published 14000 …'],
    [8, 'lost …'],
    [2, ''],
  ])('drops whole fields at %s columns', (columns, shown) => {
    const terminal = stream(true, columns);
    new StatusLine(terminal).show(
      'lost 2  unattributed 1  published 14000  complete 13998  latency p50 16 ms, p99 43 ms',
    );
    expect(terminal.written).toEqual([`\r${shown}\u001B[K`]);
  });

  it.each([{ TERM: 'dumb' }, { NO_COLOR: '1' }, { CI: 'true' }])('is plain with %j', (env) => {
    Object.assign(process.env, env);
    const terminal = stream(true);
    new StatusLine(terminal).show('status');
    expect(terminal.written).toEqual(['status\n']);
  });
});

describe('The status of orders', () => {
  const calm = {
    published: 5,
    complete: 4,
    duplicatesAbsorbed: 0,
    open: 1,
    lost: 0,
    deadLettered: 0,
    unattributed: 0,
    latencyMs: undefined,
  } as unknown as ParticipantReport;

  it('says where every order is', () => {
    expect(statusText(calm)).toBe('published 5  complete 4  absorbed 0  open 1  lost 0  latency –');
  });

  it('begins with what is bad', () => {
    expect(statusText({ ...calm, lost: 1, deadLettered: 2, unattributed: 3 })).toBe(
      'lost 1  dead-lettered 2  unattributed 3  published 5  complete 4  absorbed 0  open 1  latency –',
    );
  });
});
