import { describe, expect, it } from '@jest/globals';
import { InvalidArgumentError } from 'commander';
import {
  numberOption,
  participantOption,
  portOption,
  rateOption,
  taskCountOption,
  wholeNumberOption,
} from './options.ts';

describe('options', () => {
  it('take what they are for', () => {
    expect(numberOption('0.5')).toBe(0.5);
    expect(wholeNumberOption('10')).toBe(10);
    expect(portOption('0')).toBe(0);
    expect(portOption('65535')).toBe(65_535);
    expect(taskCountOption('6')).toBe(6);
    expect(participantOption('team-7')).toBe('team-7');
  });

  it.each([
    [numberOption, ''],
    [numberOption, 'fast'],
    [numberOption, '-1'],
    [numberOption, 'Infinity'],
    [wholeNumberOption, '1.5'],
    [portOption, '65536'],
    [rateOption, '1001'],
    [taskCountOption, '7'],
    [taskCountOption, '1.5'],
    [participantOption, 'Bad Name!'],
  ])('refuse the rest: %p %j', (option, text) => {
    expect(() => option(text)).toThrow(InvalidArgumentError);
  });
});
