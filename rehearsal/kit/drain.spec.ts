import { describe, expect, it, jest } from '@jest/globals';
import type { ConservationReport, GeneratorStatus } from '@interstella/hq/client';
import { drain } from './drain.ts';

const report = (open: number) => ({ participants: [{ open }] }) as unknown as ConservationReport;
const status = (backlog: number) => ({ paused: true, backlog }) as GeneratorStatus;

/** An HQ whose answers are played back in order; an error is one that it does not give. */
function hqThat({ reports, backlogs }: { reports: (number | Error)[]; backlogs: number[] }) {
  const next = <T>(answers: T[]) => (answers.length > 1 ? answers.shift() : answers[0]) as T;
  return {
    setGenerator: jest.fn<(settings: object) => Promise<GeneratorStatus>>().mockResolvedValue(status(0)),
    generator: () => Promise.resolve(status(next(backlogs))),
    report: jest.fn(() => {
      const answer = next(reports);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(report(answer));
    }),
  };
}

describe('drain', () => {
  it('makes no more orders and waits for those that are open, or not even published', async () => {
    const hq = hqThat({ reports: [2, 1, 0, 0], backlogs: [0, 0, 1, 0] });
    expect(await drain(hq)).toEqual({ report: report(0), isFinal: true });
    expect(hq.setGenerator).toHaveBeenCalledWith({ paused: true });
    expect(hq.setGenerator).toHaveBeenCalledTimes(1);
    // At the third, nothing was open, but an order was still to be published.
    expect(hq.report).toHaveBeenCalledTimes(4);
  });

  it('tries again when HQ does not answer', async () => {
    const hq = hqThat({ reports: [new Error('away'), 0], backlogs: [0] });
    expect(await drain(hq)).toEqual({ report: report(0), isFinal: true });
  });
});
