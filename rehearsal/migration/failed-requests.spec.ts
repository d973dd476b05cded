import { describe, expect, it } from '@jest/globals';
import { failedRequests, failedRequestsText } from './failed-requests.ts';

const LATE = 'POST /fulfill/ → 503: HQ cannot be reached (no answer in time).';
const answer = (service: string, text: string, at = 1_000) => ({ at, service, orderId: undefined, text });
const failure = (path: string) => ({
  ...{ at: '2026-01-01T12:24:35.123Z', method: 'POST', path, status: 503, reason: 'why' },
});
const EARLY = '2 × POST /iridium/ 503 (why) since 12:24:35';
const early = { since: 500, at: 1_500, count: 3, known: [failure('/iridium/'), failure('/iridium/')] };
const log = { total: 3, failures: [early], load: 1 };

describe('the requests that failed', () => {
  const answers = [
    answer('iridium', 'POST /iridium/ → 503: The monolith answered 503.'),
    answer('monolith', LATE),
    answer('monolith', LATE),
  ];

  it('are told in the words of the services, most frequent first', () => {
    const failed = failedRequests(log, answers, []);
    expect(failed).toMatchObject({
      ...{ count: 3, unexcused: 3, load: 1 },
      reasons: [
        { text: `monolith: ${LATE}`, count: 2 },
        { text: 'iridium: POST /iridium/ → 503: The monolith answered 503.', count: 1 },
      ],
    });
    expect(failedRequestsText({ ...failed, cores: 2 })).toBe(
      '3 requests failed at the load balancer while nothing was broken on purpose: ' +
        `${EARLY}. ` +
        `The services said: monolith: ${LATE} (2×) iridium: POST /iridium/ → 503: The monolith answered 503. (1×) ` +
        'The machine had a load of 1.0 then, with 2 cores.',
    );
  });

  it('are those alone that failed while nothing was broken, where there are any', () => {
    const later = { since: 90_000, at: 91_000, count: 2, known: [failure('/order/')] };
    const both = { ...log, total: 5, failures: [early, later] };
    const fault = { what: 'kill iridium', from: 0, until: 0, failsUntil: 35_000 };
    const said = [answer('iridium', 'excused'), answer('monolith', 'not excused', 90_500)];
    expect(failedRequests(both, said, [fault])).toMatchObject({
      ...{ count: 5, unexcused: 2, first: ['POST /order/ 503 (why) at 12:24:35'] },
      reasons: [{ text: 'monolith: not excused', count: 1 }],
    });
    expect(failedRequests(log, said, [fault])).toMatchObject({
      ...{ count: 3, unexcused: 0, first: [EARLY] },
    });
  });

  it('say on a busy machine what to do', () => {
    const text = failedRequestsText({ ...failedRequests(log, [], []), cores: 2, load: 12 });
    expect(text).toMatch(
      /load of 12\.0 then, with 2 cores: it had no time\. .* fewer orders flow with --rate\.$/,
    );
  });
});
