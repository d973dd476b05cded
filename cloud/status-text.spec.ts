import { describe, expect, it } from '@jest/globals';
import picocolors from 'picocolors';
import type { ParticipantReport } from '@interstella/hq/client';
import type { Status } from './status.ts';
import { statusText } from './status-text.ts';
import { NOTHING_DEPLOYED } from './testing/nothing-deployed.ts';

const plain = picocolors.createColors(false);

const stack = (name: string, stage: string, problem?: string) => ({
  name,
  stage,
  status: 'UPDATE_COMPLETE',
  problem,
  updatedAt: '2026-11-20T10:00:00.000Z',
});

const lines = (change: Partial<Status>) => statusText({ ...NOTHING_DEPLOYED, ...change }, plain).split('\n');

describe('the status of an environment', () => {
  it('says what to deploy first where nothing is', () => {
    expect(lines({})).toEqual([
      'interstella in account 123456789012, us-east-1',
      'HQ           not deployed',
      'stage        not deployed',
      'forwards: npx interstella deploy hq',
    ]);
  });

  it('names the environment in what to type, unless it is the usual one', () => {
    expect(lines({ environmentName: 'team-7' }).at(-1)).toBe(
      'forwards: npx interstella deploy hq --environment-name team-7',
    );
  });

  it('shows stacks, services, subscriptions, dead letters, and what is not well', () => {
    expect(
      lines({
        hq: stack('InterstellaHq', 'hq'),
        interstella: stack('Interstella', 'alb', 'The stack Interstella is being changed.'),
        loadBalancerUrl: 'http://lb',
        services: [
          {
            service: 'monolith',
            running: {
              desired: 2,
              running: 1,
              pending: 1,
              imageTag: 'latest',
              rolledOut: true,
              rolloutReason: undefined,
              changedAt: undefined,
            },
            targets: [
              { id: 'i-1:1', state: 'healthy', reason: undefined },
              { id: 'i-1:2', state: 'initial', reason: undefined },
            ],
          },
          { service: 'iridium', running: undefined, targets: undefined },
        ],
        subscriptions: [{ topic: 'orders', endpoint: 'http://lb/order/', state: 'pending confirmation' }],
        queues: [
          { topic: 'orders', url: 'https://sqs/orders', deadLetters: 3 },
          { topic: 'iridium', url: 'https://sqs/iridium', deadLetters: 0 },
        ],
        problems: ['The service iridium does not run.'],
        previous: 'task',
        next: 'iridium',
      }),
    ).toEqual([
      'interstella in account 123456789012, us-east-1',
      'HQ           hq (stack InterstellaHq: UPDATE_COMPLETE, changed 2026-11-20T10:00:00.000Z)',
      'stage        alb (stack Interstella: UPDATE_COMPLETE, changed 2026-11-20T10:00:00.000Z)',
      'orders go to http://lb',
      'monolith:latest  1 of 2 running  1 pending  1 of 2 targets healthy',
      'iridium          does not run',
      'orders topic  → http://lb/order/  pending confirmation',
      '3 dead letters of the orders topic',
      'The service iridium does not run.',
      'The stack Interstella is being changed.',
      'forwards: npx interstella deploy iridium   back: npx interstella deploy task',
    ]);
  });

  it('shows the orders, or why nobody can say', () => {
    const report = {
      participant: 'team-7',
      red: true,
      reasons: ['1 order is lost.'],
      published: 2,
      complete: 1,
      duplicatesAbsorbed: 0,
      open: 1,
      lost: 1,
      latencyMs: null,
      deadLettered: 0,
      unattributed: 0,
    } as unknown as ParticipantReport;
    expect(lines({ orders: { report, warnings: ['A queue cannot be read.'] } })).toEqual(
      expect.arrayContaining([
        'orders of team-7: RED  lost 1  published 2  complete 1  absorbed 0  open 1  latency –',
        '1 order is lost.',
        'Warning: A queue cannot be read.',
      ]),
    );
    expect(lines({ orders: { unknown: 'HQ cannot be reached.', isProblem: true } })).toContain(
      'orders: unknown. HQ cannot be reached.',
    );
  });
});
