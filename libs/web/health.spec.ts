import { ServiceUnavailableException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { Health } from './health.ts';

describe('Health', () => {
  it('is well until the service begins to stop, and never again', () => {
    const health = new Health();
    expect(health.check()).toBe('OK');
    expect(health.isStopping).toBe(false);
    health.beginStopping();
    expect(() => health.check()).toThrow(ServiceUnavailableException);
    expect(() => health.check()).toThrow(ServiceUnavailableException);
    expect(health.isStopping).toBe(true);
  });
});
