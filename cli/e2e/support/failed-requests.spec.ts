import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { expectNoFailures, type Failures } from './failed-requests.ts';

const LATE = `POST /fulfill/ → 503: HQ's fulfillment API cannot be reached (no answer in time).`;
const said = (service: string, text: string, orderId = 'order-1') => ({
  ...{ at: 1_000, service, text, orderId },
});
const none: Failures = { counted: { requests: 100, failed: 0 }, requests: [], answers: [] };
const late: Failures = {
  counted: { requests: 100, failed: 2 },
  requests: ['POST /fulfill/: 503, the target answered 503', 'POST /iridium/: 503, the target answered 503'],
  answers: [said('monolith', LATE), said('iridium', 'POST /iridium/ → 503: The monolith answered 503.')],
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

async function rehearse(runs: readonly Failures[], load = 2): Promise<number> {
  let count = 0;
  const next = () => Promise.resolve(runs[(count += 1) - 1] ?? none);
  await expectNoFailures(
    next,
    () => Promise.resolve(),
    () => load,
  );
  return count;
}

describe('expectNoFailures', () => {
  it('rehearses once where nothing failed, and says nothing', async () => {
    expect(await rehearse([none])).toBe(1);
    expect(told).toBe('');
  });

  it('rehearses once more where HQ was late for every order that failed, and says so', async () => {
    expect(await rehearse([late, none])).toBe(2);
    expect(told).toMatch(
      /^HQ missed its 4 s for 2 requests, at a load of 2\.0 to a core: rehearsing once more\.\n$/,
    );
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
    ['the log has none of the failures', [{ ...none, counted: { requests: 100, failed: 2 } }]],
    ['the log has some of them', [{ ...late, counted: { requests: 100, failed: 3 } }]],
    ['more than a small share failed', [{ ...late, counted: { requests: 19, failed: 2 } }]],
    ['there were no requests at all', [{ ...none, counted: { requests: 0, failed: 0 } }]],
  ])('fails where %s', async (_what, runs) => {
    await expect(rehearse([...runs, none])).rejects.toThrow();
  });

  it('fails where HQ was late on a machine that had time', async () => {
    await expect(rehearse([late, none], 1.9)).rejects.toThrow();
  });
});
