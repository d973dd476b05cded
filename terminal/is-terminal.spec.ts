import { expect, it } from '@jest/globals';
import { isTerminal } from './is-terminal.ts';

it.each([
  [{ TERM: 'xterm-256color' }, true],
  [{ TERM: 'xterm-256color', NO_COLOR: '', CI: '' }, true],
  [{ CI: 'false' }, true],
  [{ TERM: 'dumb' }, false],
  [{ NO_COLOR: '1' }, false],
  [{ CI: 'true' }, false],
])('%j: lines may be written over: %s', (env, expected) => {
  expect(isTerminal({ isTTY: true }, env)).toBe(expected);
  expect(isTerminal({ isTTY: false }, env)).toBe(false);
  expect(isTerminal({}, env)).toBe(false);
});
