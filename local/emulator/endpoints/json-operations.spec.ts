import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { jsonOperations } from './json-operations.ts';

const { signal } = new AbortController();
const operation = jsonOperations('InvalidParameterValue')(
  { Name: v.string(), Entries: v.optional(v.array(v.strictObject({ Id: v.string() })), []) },
  (input) => input,
);

describe('an operation of a JSON service', () => {
  it('gets its input with the defaults', () => {
    expect(operation({ Name: 'n' }, signal)).toEqual({ Name: 'n', Entries: [] });
  });

  it('refuses input with the name of every wrong field, and without its value', () => {
    expect(() => operation({ Entries: [{ Id: 1234 }] }, signal)).toThrow(
      `2 validation errors detected: 'Name' must be "Name"; 'Entries.0.Id' must be string`,
    );
  });

  it.each([
    [{ Name: 'n', Colour: 'red' }, 'Colour'],
    [{ Name: 'n', Entries: [{ Id: 'a', Delay: 1 }] }, 'Entries.0.Delay'],
  ])('refuses %j with the name of the unknown field', (input, name) => {
    expect(() => operation(input, signal)).toThrow(
      `1 validation error detected: '${name}' is not supported here`,
    );
  });

  it("refuses input under its service's code", () => {
    expect(() => operation({}, signal)).toThrow(expect.objectContaining({ code: 'InvalidParameterValue' }));
  });
});
