import { describe, expect, it } from '@jest/globals';
import { ForbiddenException, UnauthorizedException } from '@nestjs/common';
import { Parameters, ParameterUnavailableError } from '../parameters/index.ts';
import { ServiceKey } from './service-key.ts';

const noStore = () => Promise.reject(new Error('away'));

describe('ServiceKey', () => {
  it('lets pass who has it', async () => {
    const key = new ServiceKey(new Parameters({ SERVICE_KEY: 'secret' }, noStore));
    expect(key.isRequired).toBe(true);
    await expect(key.check({ 'x-api-key': 'secret' })).resolves.toBeUndefined();
  });

  it.each(['', 'Secret', 'secret ', 'secre', 'secrett'])(
    'refuses %j, and never says the right one',
    async (wrong) => {
      const key = new ServiceKey(new Parameters({ SERVICE_KEY: 'secret' }, noStore));
      const refusal = await key.check({ 'x-api-key': wrong }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(UnauthorizedException);
      expect(String(refusal)).not.toContain('secret');
    },
  );

  it('says where the key belongs when there is none', async () => {
    const key = new ServiceKey(new Parameters({ SERVICE_KEY: 'secret' }, noStore));
    await expect(key.check({})).rejects.toThrow('x-api-key');
  });

  it('is not needed where direct orders are open', async () => {
    const key = new ServiceKey(undefined);
    expect(key.isRequired).toBe(false);
    await expect(key.check({})).resolves.toBeUndefined();
  });

  it('refuses web pages where it is not needed', async () => {
    const open = new ServiceKey(undefined);
    await expect(open.check({ origin: 'https://evil.example' })).rejects.toThrow(ForbiddenException);
    await expect(open.check({ 'sec-fetch-site': 'cross-site' })).rejects.toThrow(ForbiddenException);
  });

  it('refuses nobody while it cannot be read: that is not the caller’s fault', async () => {
    await expect(new ServiceKey(new Parameters({}, noStore)).check({ 'x-api-key': 'any' })).rejects.toThrow(
      ParameterUnavailableError,
    );
  });

  it('is read anew after a refusal, since it may have been rotated', async () => {
    let stored = 'old';
    let now = 0;
    const key = new ServiceKey(
      new Parameters(
        {},
        () => Promise.resolve(stored),
        () => now,
      ),
    );
    await key.check({ 'x-api-key': 'old' });
    stored = 'new';
    now = 1_000;
    await expect(key.check({ 'x-api-key': 'new' })).rejects.toThrow(UnauthorizedException);
    await expect(key.check({ 'x-api-key': 'new' })).resolves.toBeUndefined();
  });
});
