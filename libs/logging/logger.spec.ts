import { describe, expect, it } from '@jest/globals';
import { requestContext } from '../request-context/index.ts';
import { logInMemory } from '../testing/index.ts';

const failure = new Error('no luck', { cause: Object.assign(new Error('HQ hung up'), { headers: 'a key' }) });

describe('a log as text', () => {
  it('has the message alone', () => {
    const { lines, log } = logInMemory('text');
    requestContext.run({ requestId: 'r-1', orderId: 'order-1' }, () => {
      log.log('Bundle fulfilled');
    });
    expect(lines).toEqual(['Bundle fulfilled']);
  });

  it('has the stack of an unexpected error and of its causes, and nothing else of them', () => {
    const { lines, log } = logInMemory('text');
    log.error('It failed', failure);
    expect(lines[0]).toMatch(/^It failed\nError: no luck\n\s+at [^]*\ncaused by: Error: HQ hung up\n\s+at /);
    expect(lines[0]).not.toContain('a key');
  });
});

describe('a log as JSON', () => {
  it('is one object a line, with the ids of the request', () => {
    const { lines, log } = logInMemory('json');
    requestContext.run({ requestId: 'r-1', orderId: 'order-1' }, () => {
      log.warn('a "quoted"\nmessage');
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 'warn',
      service: 'test',
      message: 'a "quoted"\nmessage',
      requestId: 'r-1',
      orderId: 'order-1',
    });
  });

  it('has the stack of an unexpected error and of its causes, and nothing else of them', () => {
    const { lines, log } = logInMemory('json');
    log.error('It failed', failure);
    const { message, error } = JSON.parse(lines[0] ?? '') as Record<string, string>;
    expect(message).toBe('It failed');
    expect(error).toMatch(/^Error: no luck\n\s+at [^]*\ncaused by: Error: HQ hung up\n\s+at /);
    expect(lines[0]).not.toContain('a key');
  });
});
