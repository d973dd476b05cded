import { describe, expect, it } from '@jest/globals';
import { statusMatcher } from './status-matcher.ts';

describe('the matcher of a health check', () => {
  it.each([
    ['200', [200], [199, 201, 503]],
    ['200,202', [200, 202], [201]],
    ['200-299', [200, 250, 299], [199, 300]],
    ['200, 300-302', [200, 300, 301, 302], [201, 303]],
  ])('%s passes %j and not %j', (matcher, passing, failing) => {
    const passes = statusMatcher(matcher);
    expect(passing.filter(passes)).toEqual(passing);
    expect(failing.filter(passes)).toEqual([]);
  });

  it.each(['', '20', '2xx', '200-', '200;202', '2000', '-200'])('is none if it is "%s"', (matcher) => {
    expect(() => statusMatcher(matcher)).toThrow(`The matcher ${matcher} of a health check is none`);
  });
});
