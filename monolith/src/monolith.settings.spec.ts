import { afterEach, describe, expect, it } from '@jest/globals';
import { monolithSettings } from './monolith.settings.ts';
import { FEATURES } from './order/features.ts';

const features = Object.keys(FEATURES);

describe('what a monolith gathers', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });
  const gathers = (text: string | undefined) => {
    process.env = text === undefined ? {} : { GATHERS: text };
    return monolithSettings().GATHERS;
  };

  it('is everything, unless it is said', () => {
    expect(gathers(undefined)).toEqual(features);
    expect(gathers('')).toEqual(features);
    expect(gathers('magnesite')).toEqual(['magnesite']);
  });

  it('can be nothing', () => {
    expect(gathers('none')).toEqual([]);
  });

  it('is only what it has a feature for', () => {
    expect(() => gathers('osmium')).toThrow(
      `GATHERS must name only what this monolith gathers: ${features.join(', ')}`,
    );
  });
});
