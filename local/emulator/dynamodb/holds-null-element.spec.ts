import { describe, expect, it } from '@jest/globals';
import { holdsNullElement } from './holds-null-element.ts';

describe('a null in a list', () => {
  it.each(['[null]', '{"Tags":[{"Key":"a"},null]}', '{"Item":{"a":{"L":[{"SS":["b",null]}]}}}'])(
    'is found in %s',
    (json) => {
      expect(holdsNullElement(json)).toBe(true);
    },
  );

  it.each(['null', '{"Expected":null}', '{"Item":{"a":{"SS":["null"]}}}', '[{"a":null}]', '[null', ''])(
    'is not found in %s',
    (json) => {
      expect(holdsNullElement(json)).toBe(false);
    },
  );
});
