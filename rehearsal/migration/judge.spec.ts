import { describe, expect, it } from '@jest/globals';
import { type Evidence, reasonsAgainst } from './judge.ts';

const noRequests = { count: 0, unexcused: 0, first: [], reasons: [], load: 0, cores: 2 };
const none = { count: 0, first: [] };
const one = { count: 1, first: ['order-1'] };

const good: Evidence = {
  reportReasons: [],
  warnings: [],
  auditAgrees: true,
  comparison: {
    witnessed: 5,
    published: 5,
    complete: 5,
    notComplete: none,
    notWitnessed: none,
    notInLedger: none,
  },
  ...{ lost: 0, direct: 0, waitedMs: 30_400, machine: { load: 0.5, cores: 2 } },
  failedRequests: noRequests,
  failedSteps: [],
};
const but = (change: Partial<Evidence>): Evidence => ({ ...good, ...change });
const differing = (change: Partial<Evidence['comparison']>): Evidence =>
  but({ comparison: { ...good.comparison, ...change } });

describe('reasonsAgainst', () => {
  it('finds none where all agree', () => {
    expect(reasonsAgainst(good)).toEqual([]);
  });

  it.each([
    [
      'an order that is not complete',
      differing({ notComplete: one }),
      /^1 order is not complete .*: order-1\. Open, not lost, .* ended after 30 s\. .* load of 0\.5 .* 2 cores\.$/,
    ],
    ['an order that the ledger lacks', differing({ notInLedger: one }), /unknown to the ledger: order-1/],
    [
      'an order that only the ledger knows',
      differing({ notWitnessed: one }),
      /never seen by the witness: order-1/,
    ],
    [
      'more orders than are named',
      differing({ notComplete: { count: 3, first: ['a', 'b'] } }),
      /^3 orders are not complete in the ledger: a, b, …\. Open/,
    ],
    [
      'open orders of a machine that is too slow',
      { ...differing({ notComplete: one }), machine: { load: 12, cores: 2 } },
      / it had no time\. .* with --rate\.$/,
    ],
    [
      'lost orders, which it does not call open',
      { ...differing({ notComplete: one }), lost: 1 },
      /^1 order is not complete in the ledger: order-1\.$/,
    ],
    ['orders sent straight to a service', but({ direct: 2 }), /^2 orders were sent straight to a service/],
    ['no orders at all', differing({ published: 0 }), /^No order was published/],
    ['a red report', but({ reportReasons: ['2 orders are lost.'] }), /^2 orders are lost\.$/],
    ['what HQ could not find out', but({ warnings: ['A queue cannot be read.'] }), /^A queue/],
    ['an audit that disagrees', but({ auditAgrees: false }), /^The audit disagrees/],
    [
      'a step that failed',
      but({ failedSteps: ['The step to iridium failed.'] }),
      /^The step to iridium failed/,
    ],
    [
      'a failed request',
      but({
        failedRequests: { ...noRequests, count: 8, unexcused: 1, first: ['POST /order/ 502'], load: 0.5 },
      }),
      /^1 request failed at the load balancer while nothing was broken on purpose: POST \/order\/ 502\. The machine had a load of 0\.5 then, with 2 cores\.$/,
    ],
  ])('finds %s', (_what, evidence, reason) => {
    expect(reasonsAgainst(evidence)).toEqual([expect.stringMatching(reason)]);
  });

  it('lets requests fail for the sake of what was broken on purpose', () => {
    expect(reasonsAgainst(but({ failedRequests: { ...noRequests, count: 7 } }))).toEqual([]);
  });
});
