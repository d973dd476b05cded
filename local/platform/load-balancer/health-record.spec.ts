import { describe, expect, it } from '@jest/globals';
import { HealthRecord, type CheckOutcome } from './health-record.ts';

const THRESHOLDS = { healthyThreshold: 3, unhealthyThreshold: 2 };
const MISMATCH = {
  passed: false,
  reason: 'Target.ResponseCodeMismatch',
  description: 'Health checks failed with these codes: [503]',
} as const;
const TIMEOUT = { passed: false, reason: 'Target.Timeout', description: 'Request timed out' } as const;
const OUTCOMES: Readonly<Record<string, CheckOutcome>> = {
  p: { passed: true },
  f: MISMATCH,
  t: TIMEOUT,
};

/** @param outcomes one after the other: p passed, f failed by its status, t by its time */
function after(outcomes: string): HealthRecord {
  const record = new HealthRecord();
  for (const letter of outcomes) record.note(OUTCOMES[letter] ?? MISMATCH, THRESHOLDS);
  return record;
}

describe('HealthRecord', () => {
  it.each([
    ['', 'initial'],
    ['p', 'healthy'],
    ['f', 'initial'],
    ['fp', 'healthy'],
    ['ff', 'unhealthy'],
    ['ffp', 'unhealthy'],
    ['ffpp', 'unhealthy'],
    ['ffppp', 'healthy'],
    ['ffppfp', 'unhealthy'],
    ['ffppfppp', 'healthy'],
    ['pf', 'healthy'],
    ['pfpf', 'healthy'],
    ['pff', 'unhealthy'],
    ['pft', 'unhealthy'],
  ])('after "%s" is %s, by thresholds of 3 passes and 2 failures', (outcomes, state) => {
    expect(after(outcomes).health.state).toBe(state);
  });

  it('gives the reason of the latest failure', () => {
    expect(after('ff').health).toEqual({
      state: 'unhealthy',
      reason: MISMATCH.reason,
      description: MISMATCH.description,
    });
    expect(after('fft').health.reason).toBe('Target.Timeout');
    expect(after('f').health.reason).toBe('Elb.InitialHealthChecking');
    expect(after('p').health).toEqual({ state: 'healthy' });
  });
});
