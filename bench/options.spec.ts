import { describe, expect, it } from '@jest/globals';
import { isFull, isMillion, parseOptions } from './options.ts';

describe('options of the bench', () => {
  it('measure everything unless told otherwise', () => {
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

  it('take the parts that --only names, which make no full run', () => {
    const options = parseOptions(['--only', 'signed', '--only', 'start-up']);
    expect(options.parts).toEqual(['signed', 'start-up']);
    expect(isFull(options)).toBe(false);
  });

  it('make no full run of a quick one', () => {
    expect(isFull(parseOptions(['--quick']))).toBe(false);
  });

  it('keep the million orders apart: they are in no full run, and have a table of their own', () => {
    const options = parseOptions(['--only', 'million']);
    expect([isFull(options), isMillion(options)]).toEqual([false, true]);
    expect(isMillion(parseOptions(['--only', 'million', '--quick']))).toBe(false);
    expect(isMillion(parseOptions(['--only', 'million', '--orders', '20000']))).toBe(false);
    expect(isMillion(parseOptions(['--only', 'million', '--only', 'signed']))).toBe(false);
    expect(isMillion(parseOptions([]))).toBe(false);
  });

  it('keep apart, too, overload and what is measured beside an earlier commit', () => {
    for (const part of ['overload', 'cost', 'rate', 'rate-busy']) {
      const options = parseOptions(['--only', part]);
      expect([options.parts, isFull(options), isMillion(options)]).toEqual([[part], false, false]);
    }
  });

  it('name what they do not know', () => {
    expect(() => parseOptions(['--only', 'magnesite'])).toThrow(
      'There is no part magnesite. There are: unsigned',
    );
    expect(() => parseOptions(['--fast'])).toThrow('--fast');
    expect(() => parseOptions(['--orders', 'many'])).toThrow('--orders many: it must be a whole number');
  });
});
