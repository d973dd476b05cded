import { describe, expect, it } from '@jest/globals';
import { parseOpenMetrics, sumOf, type Sample } from '../open-metrics.ts';
import { SERVICE_KEY, type ServiceKind } from '../service-under-test.ts';
import { useService } from './use-service.ts';

const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
/** The number of answered requests. */
const REQUESTS = 'http_request_duration_seconds_count';
const FORWARDED = { 'x-forwarded-for': '203.0.113.7' };

/** `GET /metrics`: the metrics, for the same machine and for callers with the service key. */
export function describeMetrics(kind: ServiceKind): void {
  describe(`the metrics of ${kind.room}`, () => {
    const service = useService(kind);
    const read = (headers = {}) => service().call('/metrics', { method: 'GET', headers });
    const samples = async () => parseOpenMetrics((await read()).body);
    /** Of the order endpoint, with or without the slash at the end of its route. */
    const atOrders = (all: readonly Sample[]) =>
      all.filter(({ labels }) => `${labels.route?.replace(/\/$/, '') ?? ''}/` === kind.path);

    it('are OpenMetrics text', async () => {
      const answer = await read();
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe(OPEN_METRICS);
      expect(() => parseOpenMetrics(answer.body)).not.toThrow();
    });

    it('count an order: its request, its call upstream, and how long each took', async () => {
      const before = await samples();
      await service().deliver(service().notification());
      const after = await samples();
      const rise = (name: string | RegExp, labels = {}, of = (all: readonly Sample[]) => all) =>
        sumOf(of(after), name, labels) - sumOf(of(before), name, labels);
      expect(rise(REQUESTS, { method: 'POST', status: '200' }, atOrders)).toBe(1);
      expect(rise(REQUESTS, {}, atOrders)).toBe(1);
      expect(rise('http_request_duration_seconds_bucket', { le: '+Inf' }, atOrders)).toBe(1);
      expect(rise('http_request_duration_seconds_sum', {}, atOrders)).toBeGreaterThan(0);
      expect(rise('upstream_request_duration_seconds_count', { status: '200' })).toBe(1);
      expect(rise('upstream_request_duration_seconds_sum', { status: '200' })).toBeGreaterThan(0);
    });

    it('tell the outcome of a delivery', async () => {
      const outcomes = async () =>
        Object.fromEntries(
          atOrders(await samples())
            .filter(({ name, labels }) => name === REQUESTS && labels.method === 'POST')
            .map(({ labels, value }) => [labels.status ?? '', value]),
        );
      const rises: string[][] = [];
      for (const send of [
        () => service().deliver(service().notification()),
        () => service().deliver({ ...service().notification(), MessageId: 'forged' }),
        () => service().deliver(service().notification({ Message: '{"unknown": 1}' })),
        () => {
          service().upstream.answers({ status: 500 });
          return service().deliver(service().notification());
        },
      ]) {
        const before = await outcomes();
        await send();
        const after = await outcomes();
        rises.push(Object.keys(after).filter((outcome) => after[outcome] !== (before[outcome] ?? 0)));
      }
      expect(rises).toEqual([['200'], ['403'], ['400'], ['503']]);
    });

    it('count refusals by their status', async () => {
      const before = await samples();
      await service().order({}, { 'x-api-key': SERVICE_KEY });
      await service().order({}, {});
      const after = await samples();
      const counts = ['400', '401'].map((status) => {
        const labels = { method: 'POST', status };
        const of = (all: readonly Sample[]) => sumOf(atOrders(all), REQUESTS, labels);
        return of(after) - of(before);
      });
      expect(counts).toEqual([1, 1]);
    });

    it('have buckets that add up', async () => {
      const all = await samples();
      const bounds = all.filter(({ name }) => name === 'http_request_duration_seconds_bucket');
      const series = new Map<string, Sample[]>();
      for (const bucket of bounds) {
        const labels = JSON.stringify({ ...bucket.labels, le: '' });
        series.set(labels, [...(series.get(labels) ?? []), bucket]);
      }
      expect(series.size).toBeGreaterThan(0);
      for (const buckets of series.values()) {
        const values = buckets.map(({ value }) => value);
        expect(values).toEqual(values.toSorted((one, other) => one - other));
        expect(buckets.at(-1)?.labels.le).toBe('+Inf');
      }
    });

    it('do not grow with the paths and methods that anybody makes up', async () => {
      await service().call('/made-up-path-1/', {});
      await service().call(`${kind.path}made-up-path-2`, { method: 'PROPFIND' });
      const { body } = await read();
      expect(body).not.toContain('made-up');
    });

    it.each([
      ['forwarded without a key', FORWARDED, 401],
      ['forwarded with a wrong key', { ...FORWARDED, 'x-api-key': 'wrong' }, 401],
      ['forwarded with the service key', { ...FORWARDED, 'x-api-key': SERVICE_KEY }, 200],
      ['with the service key', { 'x-api-key': SERVICE_KEY }, 200],
    ])('asked for %s are answered as they may be', async (_how, headers, status) => {
      const answer = await read(headers);
      expect(answer.status).toBe(status);
      expect(answer.body.includes(REQUESTS)).toBe(status === 200);
    });
  });
}
