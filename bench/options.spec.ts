import { describe, expect, it } from '@jest/globals';
import { isFull, isMillion, parseOptions } from './options.ts';

describe('options of the bench', () => {
  it('measure all parts by default', () => {
    const options = parseOptions([]);
    expect(options).toEqual({
      help: false,
      json: false,
      quick: false,
      parts: [
        ...['unsigned', 'signed', 'iridium', 'load-balancer', 'start-up', 'cold-start', 'migration'],
        'containers',
      ],
    });
    expect(isFull(options)).toBe(true);
  });

  it('take the parts of --only, which are not a full run', () => {
    const options = parseOptions(['--only', 'signed', '--only', 'start-up']);
    expect(options.parts).toEqual(['signed', 'start-up']);
    expect(isFull(options)).toBe(false);
  });

  it('treat a quick run as not full', () => {
    expect(isFull(parseOptions(['--quick']))).toBe(false);
  });

  it('leave the million orders out of a full run, and give them a table of their own', () => {
    const options = parseOptions(['--only', 'million']);
    expect([isFull(options), isMillion(options)]).toEqual([false, true]);
    expect(isMillion(parseOptions(['--only', 'million', '--quick']))).toBe(false);
    expect(isMillion(parseOptions(['--only', 'million', '--orders', '20000']))).toBe(false);
    expect(isMillion(parseOptions(['--only', 'million', '--only', 'signed']))).toBe(false);
    expect(isMillion(parseOptions([]))).toBe(false);
  });

  it('leave overload and the comparisons with an earlier commit out of a full run', () => {
    for (const part of ['overload', 'cost', 'rate', 'rate-busy']) {
      const options = parseOptions(['--only', part]);
      expect([options.parts, isFull(options), isMillion(options)]).toEqual([[part], false, false]);
    }
  });

  it('are refused with the unknown name', () => {
    expect(() => parseOptions(['--only', 'magnesite'])).toThrow(
      'There is no part magnesite. There are: unsigned',
    );
    expect(() => parseOptions(['--fast'])).toThrow('--fast');
    expect(() => parseOptions(['--orders', 'many'])).toThrow('--orders many: it must be a whole number');
  });
});
