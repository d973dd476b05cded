import { expect, it } from '@jest/globals';
import { Option } from 'commander';
import { optionDescription } from './option-description.ts';

it.each([
  [new Option('--json', 'for programs').default(false), 'for programs'],
  [new Option('-c <name=value>', 'of the CDK app').default({}), 'of the CDK app'],
  [new Option('--faults [names]', 'what breaks').default([], 'none'), 'what breaks (default: none)'],
  [new Option('--rate <n>', 'a second').default(0), 'a second (default: 0)'],
  [new Option('--url <url>', 'where'), 'where'],
])('the help says of an option what its default means, if anything: %#', (option, text) => {
  expect(optionDescription(option)).toBe(text);
});
