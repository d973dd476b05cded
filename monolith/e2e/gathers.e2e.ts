import { describe, expect, it } from '@jest/globals';
import { MONOLITH } from '@interstella/libs/testing';
import { expectNobodyAsked, useService } from '@interstella/libs/testing/contracts';

const ORDER = { Message: { bundle: 1 } };

describe('a monolith that still gathers', () => {
  describe('everything (latest)', () => {
    const monolith = useService(MONOLITH, { GATHERS: 'iridium,magnesite' });

    it('fulfills both resources with one call', async () => {
      expect(await monolith().deliver(monolith().notification())).toMatchObject({ status: 200 });
      expect(monolith().upstream.requests.map(({ body }) => body)).toEqual(['{"iridium":1,"magnesite":1}']);
    });
  });

  describe('magnesite alone (noiridium)', () => {
    const monolith = useService(MONOLITH, { GATHERS: 'magnesite', DIRECT_ORDERS: 'open' });

    it('fulfills magnesite, and says that iridium is not its own', async () => {
      const before = monolith().program.lines.length;
      expect(await monolith().deliver(monolith().notification())).toMatchObject({ status: 200 });
      expect(monolith().upstream.requests.map(({ body }) => body)).toEqual(['{"iridium":0,"magnesite":1}']);
      expect(monolith().program.lines.slice(before)).not.toContain('Getting Iridium');
    });

    it('owes a direct order magnesite alone', async () => {
      expect(await monolith().order(ORDER)).toMatchObject({ status: 200 });
      expect(monolith().upstream.requests.map(({ body }) => body)).toEqual(['{"iridium":0,"magnesite":1}']);
    });
  });

  describe('nothing (nomagnesite)', () => {
    const monolith = useService(MONOLITH, { GATHERS: 'none', DIRECT_ORDERS: 'open' });

    it('answers a bundle from SNS with 200, without HQ', async () => {
      expect(await monolith().deliver(monolith().notification())).toMatchObject({ status: 200 });
      expectNobodyAsked(monolith());
    });

    it('still judges what SNS delivers', async () => {
      const forged = { ...monolith().notification(), Subject: 'order-of-another' };
      expect(await monolith().deliver(forged)).toMatchObject({ status: 403 });
      const wrong = monolith().notification({ Message: '{"iridium": 1}' });
      expect(await monolith().deliver(wrong)).toMatchObject({ status: 400 });
    });

    it('answers a direct order with 409 that names where to order now', async () => {
      const answer = await monolith().order(ORDER);
      expect(answer.status).toBe(409);
      expect(answer.body).toMatch(/\/iridium\/.*\/magnesite\//);
      expectNobodyAsked(monolith());
    });

    it('still fulfills what microservices gathered', async () => {
      expect(await monolith().call('/fulfill/', { body: '{"iridium": 1}' })).toMatchObject({ status: 200 });
      expect(monolith().upstream.requests.map(({ body }) => body)).toEqual(['{"iridium":1,"magnesite":0}']);
    });
  });

  describe('slowly, as the original did', () => {
    const monolith = useService(MONOLITH, { GATHER_MS: '1000' });

    it('fulfills when both are gathered, and not before', async () => {
      const begin = performance.now();
      expect(await monolith().deliver(monolith().notification())).toMatchObject({ status: 200 });
      // A timer never ends early. That they are gathered at the same time is in order.module.spec.ts.
      expect(performance.now() - begin).toBeGreaterThanOrEqual(990);
    });
  });

  describe('a resource that the original did not have', () => {
    const names = 'iridium,magnesite,osmium';
    const monolith = useService(MONOLITH, { RESOURCES: names, DIRECT_ORDERS: 'open' });

    it('is 0 in what it gathers itself', async () => {
      expect(await monolith().deliver(monolith().notification())).toMatchObject({ status: 200 });
      expect(monolith().upstream.requests[0]?.body).toBe('{"iridium":1,"magnesite":1,"osmium":0}');
    });

    it('is fulfilled for the microservice that gathers it, with 0 for all others', async () => {
      expect(await monolith().call('/fulfill/', { body: '{"osmium": 1}' })).toMatchObject({ status: 200 });
      expect(monolith().upstream.requests[0]?.body).toBe('{"iridium":0,"magnesite":0,"osmium":1}');
    });
  });
});
