import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { parseInput } from './parse-input.ts';

const Schema = v.strictObject({
  Name: v.string(),
  Entries: v.optional(v.array(v.strictObject({ Id: v.string() })), []),
});

describe('the input of an operation', () => {
  it('is refused with every field that is wrong, and without its value', () => {
    expect(() => parseInput(Schema, { Entries: [{ Id: 1234 }] })).toThrow(
      `2 validation errors detected: 'Name' must be "Name"; 'Entries.0.Id' must be string`,
    );
  });

  it.each([
    [{ Name: 'n', Colour: 'red' }, 'Colour'],
    [{ Name: 'n', Entries: [{ Id: 'a', Delay: 1 }] }, 'Entries.0.Delay'],
  ])('is refused as %j by the name of the field that is not known', (input, name) => {
    expect(() => parseInput(Schema, input)).toThrow(
      `1 validation error detected: '${name}' is not supported here`,
    );
  });

  it('is refused under the code of its service', () => {
    expect(() => parseInput(Schema, {}, 'InvalidParameterValue')).toThrow(
      expect.objectContaining({ code: 'InvalidParameterValue' }),
    );
  });
});
