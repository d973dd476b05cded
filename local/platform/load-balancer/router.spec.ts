import { describe, expect, it } from '@jest/globals';
import type { Action } from '../deployment/index.ts';
import { Router, pathOf } from './router.ts';

const to = (targetGroup: string): Action => ({ type: 'forward', targetGroup });
const GONE: Action = { type: 'fixed-response', statusCode: 410, contentType: 'text/plain', body: 'Gone' };

describe('Router', () => {
  const router = new Router({
    rules: [
      { priority: 10, pathPatterns: ['/iridium*'], action: to('general') },
      { priority: 2, pathPatterns: ['/iridium/old', '/old*'], action: GONE },
      { priority: 9, pathPatterns: ['/iridium/*'], action: to('special') },
    ],
    defaultAction: to('monolith'),
  });

  it('takes the lowest priority number that matches, compared as numbers, in whatever order the rules stand', () => {
    expect(router.decide('/iridium/')).toEqual(to('special'));
    expect(router.decide('/iridium')).toEqual(to('general'));
    expect(router.decide('/iridium/old')).toEqual(GONE);
  });

  it('takes a rule of which one of several patterns matches', () => {
    expect(router.decide('/oldest')).toEqual(GONE);
  });

  it('takes the default action where no rule matches', () => {
    expect(router.decide('/')).toEqual(to('monolith'));
  });

  it('knows every target group that a request may come to', () => {
    expect([...router.targetGroups()].sort()).toEqual(['general', 'monolith', 'special']);
    expect([...new Router({ rules: [], defaultAction: GONE }).targetGroups()]).toEqual([]);
  });
});

describe('the path of a request target', () => {
  it.each([
    ['/iridium/?a=/order', '/iridium/'],
    ['/a??b?', '/a'],
    ['/%3Fa', '/%3Fa'],
    ['/', '/'],
    ['?', ''],
  ])('of %s is %s', (target, path) => {
    expect(pathOf(target)).toBe(path);
  });
});
