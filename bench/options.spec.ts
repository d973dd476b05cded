import { describe, expect, it } from '@jest/globals';
import { isFull, parseOptions } from './options.ts';

describe('options of the bench', () => {
  it('measure everything unless told otherwise', () => {
    const options = parseOptions([]);
    expect(options).toEqual({
      help: false,
      json: false,
      quick: false,
      parts: ['unsigned', 'signed', 'iridium', 'load-balancer', 'start-up', 'containers'],
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

  it('name what they do not know', () => {
    expect(() => parseOptions(['--only', 'magnesite'])).toThrow(
      'There is no part magnesite. There are: unsigned',
    );
    expect(() => parseOptions(['--fast'])).toThrow('--fast');
  });
});
