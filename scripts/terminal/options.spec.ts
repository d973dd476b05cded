import { describe, expect, it } from '@jest/globals';
import { InvalidArgumentError } from 'commander';
import { numberOption, portOption, rateOption, wholeNumberOption } from './options.ts';

describe('options', () => {
  it('take what they are for', () => {
    expect(numberOption('0.5')).toBe(0.5);
    expect(wholeNumberOption('10')).toBe(10);
    expect(portOption('0')).toBe(0);
    expect(portOption('65535')).toBe(65_535);
  });

  it.each([
    [numberOption, ''],
    [numberOption, 'fast'],
    [numberOption, '-1'],
    [numberOption, 'Infinity'],
    [wholeNumberOption, '1.5'],
    [portOption, '65536'],
    [rateOption, '1001'],
  ])('refuse the rest: %p %j', (option, text) => {
    expect(() => option(text)).toThrow(InvalidArgumentError);
  });
});
