import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { expectNoFailures, type Failures } from './failed-requests.ts';

const LATE = `POST /fulfill/ → 503: HQ's fulfillment API cannot be reached (no answer in time).`;
const said = (service: string, text: string, orderId = 'order-1') => ({
  ...{ at: 1_000, service, text, orderId },
});
const none: Failures = { requests: [], answers: [] };
const late: Failures = {
  requests: ['POST /fulfill/: 503, the target answered 503', 'POST /iridium/: 503, the target answered 503'],
  answers: [
    said('monolith', LATE),
    said('iridium', 'POST /iridium/ → 503: Not fulfilled, please repeat: The monolith answered 503.'),
  ],
};

let told: string;

beforeEach(() => {
  told = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

async function rehearse(...runs: readonly Failures[]): Promise<number> {
  let count = 0;
  const next = () => Promise.resolve(runs[(count += 1) - 1] ?? none);
  await expectNoFailures(next, () => Promise.resolve());
  return count;
}

describe('expectNoFailures', () => {
  it('rehearses once where nothing failed, and says nothing', async () => {
    expect(await rehearse(none)).toBe(1);
    expect(told).toBe('');
  });

  it('rehearses once more where HQ was late for every order that failed, and says so', async () => {
    expect(await rehearse(late, none)).toBe(2);
    expect(told).toMatch(/^HQ missed its 4 s for 2 requests, at a load of [\d.]+: rehearsing once more\.\n$/);
  });

  it.each<[string, readonly Failures[]]>([
    ['it was late again', [late, late]],
    ['the load balancer had no answer', [{ ...late, requests: ['POST /order/: 502, it broke off'] }]],
    ['a service said something else', [{ ...late, answers: [...late.answers, said('iridium', 'gone')] }]],
    ['no service said why', [{ ...late, answers: [] }]],
    [
      'the monolith answered 503 for another order than HQ was late for',
      [{ ...late, answers: [said('monolith', LATE, 'order-2'), ...late.answers.slice(1)] }],
    ],
    ['a service answered what never came to the load balancer', [{ ...late, requests: [] }]],
  ])('fails where %s', async (_what, runs) => {
    await expect(rehearse(...runs, none)).rejects.toThrow();
  });
});
