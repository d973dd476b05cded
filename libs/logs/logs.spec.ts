import { describe, expect, it } from '@jest/globals';
import { Logs, type LogFormat } from './logs.ts';

function logsInMemory(format: LogFormat) {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line), flush: () => Promise.resolve() };
  return { lines, logs: new Logs('monolith', format, destination) };
}

describe('Logs', () => {
  it('writes the message alone as text', () => {
    const { lines, logs } = logsInMemory('text');
    logs.info('Bundle fulfilled', { orderId: 'order-1' });
    expect(lines).toEqual(['Bundle fulfilled\n']);
  });

  it('writes one JSON object a line, with the order id', () => {
    const { lines, logs } = logsInMemory('json');
    logs.warn('a "quoted"\nmessage', { orderId: 'order-1' });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 'warn',
      service: 'monolith',
      message: 'a "quoted"\nmessage',
      orderId: 'order-1',
    });
  });
});
