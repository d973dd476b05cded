import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchesPathPattern } from './path-pattern.ts';

describe('a path pattern', () => {
  it.each([
    ['/iridium*', '/iridium'],
    ['/iridium*', '/iridium/'],
    ['/iridium*', '/iridium/a/b'],
    ['/iridium*', '/iridiumlike'],
    ['*', '/'],
    ['*', ''],
    ['/*/b', '/a/b'],
    ['/*/b', '/a/c/b'],
    ['/*/b', '//b'],
    ['/?', '/a'],
    ['/?', '/?'],
    ['/a?c', '/a/c'],
    ['/*b*', '/aabb'],
    ['/**', '/'],
    ['/a*a*a', '/aaa'],
    ['/a.c', '/a.c'],
    ['/%2F', '/%2F'],
  ])('%s matches %s', (pattern, path) => {
    expect(matchesPathPattern(pattern, path)).toBe(true);
  });

  it.each([
    ['/iridium*', '/Iridium'],
    ['/iridium*', '//iridium'],
    ['/iridium*', '/iridiu'],
    ['/iridium*', '/order/iridium'],
    ['/iridium*', '/%69ridium'],
    ['/iridium', '/iridium/'],
    ['/?', '/'],
    ['/?', '/ab'],
    ['/a.c', '/abc'],
    ['/*b', '/ba'],
    ['/a*a*a', '/aa'],
    ['/%2F', '//'],
    ['/%2F', '/%2f'],
    ['', '/'],
  ])('%s does not match %s', (pattern, path) => {
    expect(matchesPathPattern(pattern, path)).toBe(false);
  });

  it('decides as a regular expression would', () => {
    const characters = fc.constantFrom('a', 'b', '/', '*', '?', '.');
    const text = fc.string({ unit: characters, maxLength: 12 });
    fc.assert(
      fc.property(text, text, (pattern, path) => {
        const source = Array.from(
          pattern,
          (one) => ({ '*': '.*', '?': '.', '.': String.raw`\.` })[one] ?? one,
        );
        const expected = new RegExp(`^${source.join('')}$`).test(path);
        expect(matchesPathPattern(pattern, path)).toBe(expected);
      }),
    );
  });

  // One try after the other would not come to an end.
  it('is decided at once, however many wildcards meet however long a path', () => {
    expect(matchesPathPattern('/*a*a*a*a*b', `/${'a'.repeat(16_000)}`)).toBe(false);
  });
});
