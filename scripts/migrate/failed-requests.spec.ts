import { describe, expect, it } from '@jest/globals';
import { failedRequests, failedRequestsText } from './failed-requests.ts';

const LATE = 'POST /fulfill/ → 503: HQ cannot be reached (no answer in time).';
const answer = (service: string, text: string) => ({ service, orderId: undefined, text });
const log = { total: 3, first: ['POST /iridium/: 503, the target answered 503'], load: 1 };

describe('the requests that failed', () => {
  const answers = [
    answer('iridium', 'POST /iridium/ → 503: The monolith answered 503.'),
    answer('monolith', LATE),
    answer('monolith', LATE),
  ];

  it('are told in the words of the services, most frequent first', () => {
    const failed = failedRequests(log, answers);
    expect(failed).toMatchObject({
      ...{ count: 3, load: 1 },
      reasons: [
        { text: `monolith: ${LATE}`, count: 2 },
        { text: 'iridium: POST /iridium/ → 503: The monolith answered 503.', count: 1 },
      ],
    });
    expect(failedRequestsText({ ...failed, cores: 2 })).toBe(
      '3 requests failed at the load balancer with no fault injected: POST /iridium/: 503, the target answered 503. ' +
        `The services said: monolith: ${LATE} (2×) iridium: POST /iridium/ → 503: The monolith answered 503. (1×) ` +
        'The machine had a load of 1.0 then, with 2 cores.',
    );
  });

  it('say on a busy machine what to do', () => {
    const text = failedRequestsText({ ...failedRequests(log, []), cores: 2, load: 12 });
    expect(text).toMatch(
      /load of 12\.0 then, with 2 cores: it had no time\. .* fewer orders flow with --rate\.$/,
    );
  });
});
