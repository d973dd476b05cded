import { describe, expect, it } from '@jest/globals';
import { within } from '../../time-limits/index.ts';
import { ServiceUnderTest, type ServiceKind } from '../service-under-test.ts';
import { StubUpstream, type StubAnswer } from '../stub-upstream.ts';
import type { ContractTerms } from './contract-terms.ts';
import { expectUnavailable } from './expect-unavailable.ts';
import { useService } from './use-service.ts';

/** Every upstream response but success becomes 503, so that SNS retries the order. */
export function describeUpstreamFailures(
  kind: ServiceKind,
  { timeLimitMs, callerLimitMs }: Pick<ContractTerms, 'timeLimitMs' | 'callerLimitMs'>,
): void {
  describe(`an order at ${kind.path}, upstream failing,`, () => {
    const service = useService(kind);
    const { success } = kind.upstream;

    it.each<StubAnswer & object>([
      ...[201, 204, 301, 307, 400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504].map((status) => ({
        status,
        body: status === 204 ? '' : `at work: ${status}`,
        headers: { location: 'http://127.0.0.1:1/' },
      })),
      // Longer than any response of the contracts.
      { status: 200, body: 'success'.repeat(15_000) },
    ])('is answered 503 when upstream answers $status', async (answer) => {
      service().upstream.answers(answer);
      expectUnavailable(await service().deliver(service().notification()));
    });

    it('is answered 503 when upstream hangs up, after one more attempt with the same order id', async () => {
      service().upstream.answers('hang up');
      expect(await service().deliver(service().notification())).toMatchObject({ status: 503 });
      const ids = service().upstream.requests.map(({ headers }) => headers['x-interstella-order-id']);
      expect(ids).toHaveLength(2);
      expect(ids[0]).toBe(ids[1]);
    });

    it('is fulfilled when only one connection was lost', async () => {
      service().upstream.answers('hang up', success);
      expect(await service().deliver(service().notification())).toMatchObject({ status: 200 });
    });

    it('is fulfilled when SNS repeats it and upstream is back', async () => {
      const envelope = service().notification();
      service().upstream.answers({ status: 500 }, { status: 503 }, success);
      const statuses: number[] = [];
      while (statuses.length < 3) statuses.push((await service().deliver(envelope)).status);
      expect(statuses).toEqual([503, 503, 200]);
    });

    it(`is answered 503 after ${timeLimitMs} ms when upstream never answers`, async () => {
      service().upstream.answers('never');
      const begin = performance.now();
      const answer = await within(callerLimitMs, () => service().deliver(service().notification()));
      expect(answer).toMatchObject({ status: 503 });
      // A timer never ends early.
      expect(performance.now() - begin).toBeGreaterThan(timeLimitMs - 100);
      expect(await service().health()).toBe(200);
    });

    it('is answered 503 when upstream cannot be reached, and fulfilled once it can', async () => {
      const away = await StubUpstream.start({ status: 500 });
      const { port, url } = away;
      await away.close();
      const other = await ServiceUnderTest.start(kind, kind.upstream.env(url));
      expect(await other.deliver(other.notification())).toMatchObject({ status: 503 });
      const back = await StubUpstream.start(success, port);
      expect(await other.deliver(other.notification())).toMatchObject({ status: 200 });
      await back.close();
      await other.close();
    });
  });
}
