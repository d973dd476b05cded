import { describe, expect, it } from '@jest/globals';
import { hindrancesIn } from './npm-hindrances.mjs';

const DEFAULTS = 'min-release-age=null\nbefore=null\noffline=false\n';

describe("npm's settings that may keep it from a package", () => {
  it.each([
    ['min-release-age=365', 'younger than 365 days (its setting min-release-age)'],
    ['before=2020-01-01T00:00:00.000Z', 'from after 2020-01-01T00:00:00.000Z (its setting before)'],
    ['offline=true', 'may not use the network (its setting offline)'],
    ['registry=https://me:secret@npm.example.com/all/', 'the registry at npm.example.com (its setting'],
    ['registry=nowhere', 'the registry at an address that is none'],
  ])('are named when they are set: %s', (setting, named) => {
    expect(hindrancesIn(DEFAULTS + setting)).toEqual([expect.stringContaining(named)]);
    expect(hindrancesIn(DEFAULTS + setting).join()).not.toContain('secret');
  });

  it.each([DEFAULTS, 'min-release-age=undefined\n', 'min-release-age=0\n', '', 'npm error: no\n'])(
    'are not, when they are not: %j',
    (settings) => {
      expect(hindrancesIn(settings)).toEqual([]);
    },
  );
});
