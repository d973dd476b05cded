import { describe, expect, it } from '@jest/globals';
import { type ConservationReport, HqClientError } from '@interstella/hq/client';
import { patient } from './patient.ts';

const report = { asOf: 'now' } as ConservationReport;

function hqThat(...answers: readonly (ConservationReport | Error)[]) {
  const rest = [...answers];
  let asked = 0;
  const hq = {
    report: () => {
      asked += 1;
      const answer = rest.shift() ?? report;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  return { hq, asked: () => asked };
}

describe('a patient HQ', () => {
  it('is asked again while it does not answer', async () => {
    const { hq, asked } = hqThat(new HqClientError('away'), new HqClientError('no ledger', 503));
    expect(await patient(hq, 10_000).report()).toBe(report);
    expect(asked()).toBe(3);
  });

  it('is given up at the limit', async () => {
    const { hq } = hqThat(new HqClientError('away'));
    await expect(patient(hq, 0).report()).rejects.toThrow('away');
  });

  it('is not asked again after a refusal', async () => {
    const { hq, asked } = hqThat(new HqClientError('wrong key', 401));
    await expect(patient(hq, 10_000).report()).rejects.toThrow('wrong key');
    expect(asked()).toBe(1);
  });
});
