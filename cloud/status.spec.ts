import { describe, expect, it } from '@jest/globals';
import type { ParticipantReport } from '@interstella/hq/client';
import { isWell, type Status } from './status.ts';
import { NOTHING_DEPLOYED } from './testing/nothing-deployed.ts';

const WELL: Status = {
  ...NOTHING_DEPLOYED,
  queues: [{ topic: 'orders', url: 'https://sqs/orders', deadLetters: 0 }],
  orders: { report: { red: false } as ParticipantReport, warnings: [] },
};

const stack = (problem: string) => ({ name: 'I', stage: 'alb', status: 'X', problem, updatedAt: '' });

describe('what status ends with', () => {
  it('is that all is well: also where nothing is deployed, or nobody need be a participant yet', () => {
    expect(isWell(WELL)).toBe(true);
    expect(isWell({ ...WELL, orders: undefined })).toBe(true);
    expect(isWell({ ...WELL, orders: { unknown: 'no participant yet', isProblem: false } })).toBe(true);
  });

  it.each<[string, Partial<Status>]>([
    ['a problem of the services', { problems: ['The service iridium does not run.'] }],
    ['a stack that is being changed', { interstella: stack('is being changed') }],
    ["HQ's stack", { hq: stack('is in state ROLLBACK_FAILED') }],
    ['a red report', { orders: { report: { red: true } as ParticipantReport, warnings: [] } }],
    ['dead letters', { queues: [{ topic: 'orders', url: 'https://sqs/orders', deadLetters: 1 }] }],
    ['an HQ that does not answer', { orders: { unknown: 'HQ cannot be reached', isProblem: true } }],
  ])('is that it is not, because of %s', (_what, change) => {
    expect(isWell({ ...WELL, ...change })).toBe(false);
  });
});
