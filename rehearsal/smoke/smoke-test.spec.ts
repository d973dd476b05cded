import { describe, expect, it } from '@jest/globals';
import { type CheckResult, isSilent } from './smoke-test.ts';

const NOBODY = 'no answer (ECONNREFUSED)';
const result = (outcome: CheckResult['outcome'], detail: string): CheckResult => ({
  ...{ name: 'health', outcome, detail },
});

describe('a smoke test', () => {
  it('finds that nothing listens where no check could connect', () => {
    expect(isSilent([result('FAILED', NOBODY), result('skipped', 'no HQ')])).toBe(true);
  });

  it('finds something where a check was answered, or all are well', () => {
    expect(isSilent([result('FAILED', NOBODY), result('FAILED', 'it answered 503')])).toBe(false);
    expect(isSilent([result('ok', '')])).toBe(false);
  });
});
