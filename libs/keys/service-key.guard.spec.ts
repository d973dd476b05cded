import { beforeEach, describe, expect, it } from '@jest/globals';
import { ForbiddenException, UnauthorizedException } from '@nestjs/common';
import type { ServiceSettings } from '../configuration/index.ts';
import { ParameterStore, ParameterUnavailableError, type ParameterSource } from '../parameters/index.ts';
import { contextOf } from '../testing/index.ts';
import { ServiceKeyGuard } from './service-key.guard.ts';

const away: Pick<ParameterSource, 'read'> = { read: () => Promise.reject(new Error('away')) };

function guard(settings: Partial<ServiceSettings>, source = away, now?: () => number) {
  const known = { DIRECT_ORDERS: 'keyed', ...settings } as ServiceSettings;
  const key = new ServiceKeyGuard(known, new ParameterStore(known, source, now));
  return async (headers: object) => key.canActivate(contextOf({ headers }));
}

describe('ServiceKeyGuard', () => {
  it('lets through a request that has the key', async () => {
    expect(await guard({ SERVICE_KEY: 'secret' })({ 'x-api-key': 'secret' })).toBe(true);
  });

  it.each(['', 'Secret', 'secret ', 'secre', 'secrett'])(
    'refuses %j, and never says the right one',
    async (wrong) => {
      const refusal = await guard({ SERVICE_KEY: 'secret' })({ 'x-api-key': wrong }).catch(
        (error: unknown) => error,
      );
      expect(refusal).toBeInstanceOf(UnauthorizedException);
      expect(String(refusal)).not.toContain('secret');
    },
  );

  it('says where the key belongs when there is none', async () => {
    await expect(guard({ SERVICE_KEY: 'secret' })({})).rejects.toThrow('x-api-key');
  });

  it('needs no key where direct orders are open', async () => {
    expect(await guard({ DIRECT_ORDERS: 'open' })({})).toBe(true);
  });

  it('refuses web pages where direct orders are open', async () => {
    const open = guard({ DIRECT_ORDERS: 'open' });
    await expect(open({ origin: 'https://evil.example' })).rejects.toThrow(ForbiddenException);
    await expect(open({ 'sec-fetch-site': 'cross-site' })).rejects.toThrow(ForbiddenException);
  });

  it('refuses no request while the key cannot be read: that is not the caller’s fault', async () => {
    await expect(guard({})({ 'x-api-key': 'any' })).rejects.toThrow(ParameterUnavailableError);
  });

  describe('in SSM', () => {
    let stored: string | Error;
    let reads: number;
    let now: number;
    let ask: (headers: object) => Promise<boolean>;
    const check = (presented: string) => ask({ 'x-api-key': presented });

    beforeEach(async () => {
      [stored, reads, now] = ['old', 0, 0];
      const source: Pick<ParameterSource, 'read'> = {
        read: () => {
          reads += 1;
          return stored instanceof Error ? Promise.reject(stored) : Promise.resolve(stored);
        },
      };
      ask = guard({}, source, () => now);
      await check('old');
      now = 1_000;
    });

    it('lets the first pass who has the new one after a rotation, and then nobody with the old one', async () => {
      stored = 'new';
      await expect(check('new')).resolves.toBe(true);
      now = 2_000;
      await expect(check('old')).rejects.toThrow(UnauthorizedException);
    });

    it('stays good while SSM is away, whatever wrong keys are sent', async () => {
      stored = new Error('away');
      await expect(check('wrong')).rejects.toThrow(UnauthorizedException);
      await expect(check('old')).resolves.toBe(true);
      now = 2_000;
      await expect(check('wrong')).rejects.toThrow(UnauthorizedException);
      await expect(check('old')).resolves.toBe(true);
    });

    it('is asked for once a second, however many wrong ones come', async () => {
      for (let n = 0; n < 5; n += 1) await expect(check('wrong')).rejects.toThrow(UnauthorizedException);
      expect(reads).toBe(2);
    });
  });
});
