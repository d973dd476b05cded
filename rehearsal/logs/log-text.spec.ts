import { describe, expect, it } from '@jest/globals';
import { logText, newestLast } from './log-text.ts';

const logged = (time: string, message: string, more: object = {}) =>
  JSON.stringify({ time: `2026-11-20T13:39:${time}Z`, level: 'info', service: 'monolith', message, ...more });

describe('a line of a log', () => {
  it('is shown as a person reads it', () => {
    expect(logText(logged('47.815', 'Bundle fulfilled', { orderId: 'o-1' }))).toBe(
      '13:39:47.815Z  Bundle fulfilled  (o-1)',
    );
    expect(logText(logged('47.815', 'No answer', { level: 'error' }))).toBe(
      '13:39:47.815Z  error  No answer',
    );
  });

  it.each(['Bundle fulfilled', '{ no JSON', '{"other":1}', ''])(
    'is as it is where it is none of ours: %j',
    (text) => {
      expect(logText(text)).toBe(text);
    },
  );
});

describe('the last lines of several logs', () => {
  const line = (task: string, text: string) => ({ task, text });
  const lines = [
    line('a', logged('01.000', 'a1')),
    line('a', logged('03.000', 'a3')),
    line('a', '    at a stack'),
    line('b', logged('02.000', 'b2')),
    line('b', logged('04.000', 'b4')),
  ];
  const shown = (count: number) =>
    newestLast(lines, count).map(({ text }) => logText(text).split('  ').at(-1));

  it('are in the order of their times, newest last', () => {
    expect(shown(10)).toEqual(['a1', 'b2', 'a3', 'at a stack', 'b4']);
    expect(shown(2)).toEqual(['at a stack', 'b4']);
    expect(shown(0)).toEqual([]);
  });
});
