import { describe, expect, it } from '@jest/globals';
import { attributeSize, valueProblem } from './message-fields.ts';

describe('the value of a message attribute', () => {
  it.each([
    ['String', 'ten'],
    ['Number', '10'],
    ['Number', '-1.5e3'],
    ['Number.int', '+.5'],
    ['Binary', 'AP8='],
    ['Binary.gif', 'AQL/'],
  ])('of type %s may be %s', (type, value) => {
    expect(valueProblem({ type, value })).toBeUndefined();
  });

  it.each([
    ['Text', 'ten', 'invalid message attribute type'],
    ['String', '', 'non-empty'],
    ['Number', 'ten', 'no number'],
    ['Number', '0x10', 'no number'],
    ['Number.int', '1 ', 'no number'],
    ['Binary', '{}', 'no base64'],
    ['Binary', 'AP8', 'no base64'],
  ])('of type %s may not be %j', (type, value, reason) => {
    expect(valueProblem({ type, value })).toContain(reason);
  });

  it('counts in bytes, with name and type, binary decoded', () => {
    expect(attributeSize('é', { type: 'String', value: 'é' })).toBe(2 + 6 + 2);
    expect(attributeSize('b', { type: 'Binary', value: 'AP8=' })).toBe(1 + 6 + 2);
  });
});
