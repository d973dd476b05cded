import { afterEach, describe, expect, it } from '@jest/globals';
import { monolithClientSettings } from './monolith-client.settings.ts';

describe('monolithUrl', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it.each([
    ['alb-123.us-east-1.elb.amazonaws.com', 'http://alb-123.us-east-1.elb.amazonaws.com'],
    ['localhost:5000', 'http://localhost:5000'],
    ['https://monolith.example/', 'https://monolith.example'],
  ])('may be %s: %s', (given, url) => {
    process.env = { monolithUrl: given };
    expect(monolithClientSettings().monolithUrl).toBe(url);
  });

  it('must be there', () => {
    process.env = {};
    expect(() => monolithClientSettings()).toThrow('monolithUrl is missing');
  });
});
