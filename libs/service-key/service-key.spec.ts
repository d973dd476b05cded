import { beforeEach, describe, expect, it } from '@jest/globals';
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

  describe('in SSM', () => {
    let stored: string | Error;
    let reads: number;
    let now: number;
    let key: ServiceKey;
    const check = (presented: string) => key.check({ 'x-api-key': presented });

    beforeEach(async () => {
      [stored, reads, now] = ['old', 0, 0];
      const source = () => {
        reads += 1;
        return stored instanceof Error ? Promise.reject(stored) : Promise.resolve(stored);
      };
      key = new ServiceKey(new Parameters({}, source, () => now));
      await check('old');
      now = 1_000;
    });

    it('lets the first pass who has the new one after a rotation, and then nobody with the old one', async () => {
      stored = 'new';
      await expect(check('new')).resolves.toBeUndefined();
      now = 2_000;
      await expect(check('old')).rejects.toThrow(UnauthorizedException);
    });

    it('stays good, whoever sends wrong ones, while SSM is away', async () => {
      stored = new Error('away');
      await expect(check('wrong')).rejects.toThrow(UnauthorizedException);
      await expect(check('old')).resolves.toBeUndefined();
      now = 2_000;
      await expect(check('wrong')).rejects.toThrow(UnauthorizedException);
      await expect(check('old')).resolves.toBeUndefined();
    });

    it('is asked for once a second, however many wrong ones come', async () => {
      for (let n = 0; n < 5; n += 1) await expect(check('wrong')).rejects.toThrow(UnauthorizedException);
      expect(reads).toBe(2);
    });
  });
});
