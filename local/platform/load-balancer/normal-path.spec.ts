import { describe, expect, it } from '@jest/globals';
import { withNormalPath } from './normal-path.ts';

describe('a request target with a normal path', () => {
  it.each([
    ['/order/../iridium/', '/iridium/'],
    ['/order/%2e%2E/iridium/', '/iridium/'],
    ['/%69ridium/', '/iridium/'],
    ['/a/./b/.', '/a/b/'],
    ['/a/b/..', '/a/'],
    ['/../../a', '/a'],
    ['/..', '/'],
    ['/%7Ea%5fb%2D', '/~a_b-'],
    ['/a/../b?x=/../%61', '/b?x=/../%61'],
  ])('%s becomes %s', (target, normal) => {
    expect(withNormalPath(target)).toBe(normal);
  });

  it.each([
    '/',
    '//a//b/',
    '/%2F/%252e/%3Fa',
    '/%zz/%',
    '/.hidden/...',
    '/a.b',
    '/order/?to=/../iridium',
    '/caf%C3%A9',
  ])('%s stays as it is', (target) => {
    expect(withNormalPath(target)).toBe(target);
  });
});
