import { expect, it } from '@jest/globals';
import { messageOf } from './index.ts';

it.each([
  [new TypeError('no such host'), 'no such host'],
  ['thrown as text', 'thrown as text'],
  [undefined, 'undefined'],
])('shows what was thrown: %p', (thrown, text) => {
  expect(messageOf(thrown)).toBe(text);
});
