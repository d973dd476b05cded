import { describe, expect, it } from '@jest/globals';
import { UnauthorizedException } from '@nestjs/common';
import { Parameters, ParameterUnavailableError } from '../parameters/index.ts';
import { ServiceKey } from './service-key.ts';

const noStore = () => Promise.reject(new Error('away'));

describe('ServiceKey', () => {
  it('lets pass who has it', async () => {
    const key = new ServiceKey(new Parameters({ SERVICE_KEY: 'secret' }, noStore));
    expect(key.isRequired).toBe(true);
    await expect(key.check('secret')).resolves.toBeUndefined();
  });

  it.each(['', 'Secret', 'secret ', 'secre', 'secrett'])(
    'refuses %j, and never says the right one',
    async (wrong) => {
      const key = new ServiceKey(new Parameters({ SERVICE_KEY: 'secret' }, noStore));
      const refusal = await key.check(wrong).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(UnauthorizedException);
      expect(String(refusal)).not.toContain('secret');
    },
  );

  it('says where the key belongs when there is none', async () => {
    const key = new ServiceKey(new Parameters({ SERVICE_KEY: 'secret' }, noStore));
    await expect(key.check(undefined)).rejects.toThrow('x-api-key');
  });

  it('is not needed where direct orders are open', async () => {
    const key = new ServiceKey(undefined);
    expect(key.isRequired).toBe(false);
    await expect(key.check(undefined)).resolves.toBeUndefined();
  });

  it('refuses nobody while it cannot be read: that is not the caller’s fault', async () => {
    await expect(new ServiceKey(new Parameters({}, noStore)).check('any')).rejects.toThrow(
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
    await key.check('old');
    stored = 'new';
    now = 1_000;
    await expect(key.check('new')).rejects.toThrow(UnauthorizedException);
    await expect(key.check('new')).resolves.toBeUndefined();
  });
});
