import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { checkMessage } from './message.ts';

describe('checkMessage', () => {
  it.each([{ bundle: 1 }, { bundle: '1' }, '{"bundle": 1}', '{"bundle":"1"}'])('takes %j', (message) => {
    expect(() => {
      checkMessage(message, 'bundle');
    }).not.toThrow();
  });

  it.each([
    undefined,
    null,
    1,
    true,
    'bundle',
    '',
    '{',
    '1',
    'null',
    [],
    [1],
    {},
    { iridium: 1 },
    { bundle: 1, iridium: 1 },
    { bundle: 0 },
    { bundle: 2 },
    { bundle: -1 },
    { bundle: 1.5 },
    { bundle: Number.MAX_SAFE_INTEGER },
    { bundle: '01' },
    { bundle: ' 1' },
    { bundle: '1e0' },
    { bundle: true },
    { bundle: [1] },
    { bundle: null },
    '{"__proto__": 1}',
    '{"bundle": 1, "__proto__": 1}',
    '{"__proto__": {"bundle": 1}}',
    '{"constructor": 1}',
  ])('refuses %j', (message) => {
    expect(() => {
      checkMessage(message, 'bundle');
    }).toThrow(BadRequestException);
  });
});
