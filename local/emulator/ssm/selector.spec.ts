import { describe, expect, it } from '@jest/globals';
import { parseSelector, requireParameterName } from './selector.ts';

describe('a parameter selector', () => {
  it.each([
    ['a', 'a', undefined],
    ['/a/b', '/a/b', undefined],
    ['/a/b:3', '/a/b', '3'],
    ['/a:live', '/a', 'live'],
    ['arn:aws:ssm:us-east-1:000000000000:parameter/a/b', '/a/b', undefined],
    ['arn:aws:ssm:us-east-1:000000000000:parameter/a/b:2', '/a/b', '2'],
    ['arn:aws:ssm:us-east-1:000000000000:parameter/plain', 'plain', undefined],
  ])('%s names %s in version %s', (selector, name, version) => {
    expect(parseSelector(selector)).toEqual({ name, version });
  });

  it.each(['a:', 'a:1:2', ''])('is refused as %j', (selector) => {
    expect(() => parseSelector(selector)).toThrow();
  });
});

describe('a parameter name', () => {
  it.each(['a', 'a.b-c_d', '/interstella/apiKey', `/${'a/'.repeat(14)}a`])('may be %s', (name) => {
    expect(() => {
      requireParameterName(name);
    }).not.toThrow();
  });

  it.each([
    ['a b', 'Invalid parameter name'],
    ['a/b', 'fully qualified'],
    ['/a/', 'must not end with a slash'],
    ['/a//b', 'empty level'],
    ['/aws/x', 'prefixed with "aws" or "ssm"'],
    ['SSMx', 'prefixed with "aws" or "ssm"'],
    [`/${'a/'.repeat(15)}a`, 'at most 15 levels'],
    ['x'.repeat(1012), 'at most 1011'],
  ])('may not be %s', (name, reason) => {
    expect(() => {
      requireParameterName(name);
    }).toThrow(reason);
  });
});
