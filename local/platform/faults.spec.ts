import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from './tasks/testing/index.ts';
import { Faults, type FaultParts } from './faults.ts';
import { Refusal } from './refusal.ts';
import { IRIDIUM } from './testing/deployments.ts';

const [{ name: MONOLITH } = { name: '' }] = IRIDIUM.services;

let calls: string[];
let gone: boolean;
let clock: ManualClock;
let faults: Faults;

const parts = (): FaultParts => ({
  deployment: () => IRIDIUM,
  services: () => [
    {
      name: MONOLITH,
      tasks: [
        { id: 'bbbb', status: 'RUNNING' },
        { id: 'cccc', status: 'RUNNING' },
        { id: 'aaaa', status: 'STOPPING' },
      ],
    },
    { name: 'lonely', tasks: [] },
  ],
  signalTask: (id, signal) => {
    calls.push(`${signal} ${id}`);
    if (gone) throw new Error('There is no such task.');
  },
  disturb: (targetGroup, disturbance, forMs) => {
    calls.push(`${targetGroup} ${JSON.stringify(disturbance)} ${forMs}`);
  },
  choose: (count) => count - 1,
  clock,
});

beforeEach(() => {
  calls = [];
  gone = false;
  clock = new ManualClock();
  faults = new Faults(parts());
});

describe('a fault', () => {
  it('kills one running task of a service, or the task that is named', () => {
    expect(faults.inject({ kind: 'kill', target: MONOLITH }).what).toContain('task cccc');
    faults.inject({ kind: 'kill', target: 'aaaa' });
    expect(calls).toEqual(['SIGKILL cccc', 'SIGKILL aaaa']);
  });

  it('stops a task and lets it go on after its time', async () => {
    faults.inject({ kind: 'hang', target: MONOLITH, forMs: 5_000 });
    await clock.pass(4_999);
    expect(calls).toEqual(['SIGSTOP cccc']);
    await clock.pass(1);
    expect(calls).toEqual(['SIGSTOP cccc', 'SIGCONT cccc']);
  });

  it('that stops a task again counts instead of the first, also if that would end later', async () => {
    faults.inject({ kind: 'hang', target: 'bbbb', forMs: 5_000 });
    faults.inject({ kind: 'hang', target: 'cccc', forMs: 5_000 });
    await clock.pass(1_000);
    faults.inject({ kind: 'hang', target: 'bbbb', forMs: 8_000 });
    faults.inject({ kind: 'hang', target: 'cccc', forMs: 2_000 });
    calls = [];
    await clock.pass(2_000);
    expect(calls).toEqual(['SIGCONT cccc']);
    await clock.pass(5_999);
    expect(calls).toEqual(['SIGCONT cccc']);
    await clock.pass(1);
    expect(calls).toEqual(['SIGCONT cccc', 'SIGCONT bbbb']);
  });

  it('does not mind that the task is gone when its time is over', async () => {
    faults.inject({ kind: 'hang', target: MONOLITH, forMs: 0 });
    gone = true;
    await clock.pass(0);
    expect(calls).toEqual(['SIGSTOP cccc', 'SIGCONT cccc']);
  });

  it('disturbs the requests for a service at the load balancer', () => {
    const group = IRIDIUM.services[0]?.targetGroup ?? '';
    faults.inject({ kind: 'slow', target: MONOLITH, delayMs: 200, forMs: 1_000 });
    faults.inject({ kind: 'error', target: MONOLITH, share: 0.5, forMs: 2_000 });
    expect(calls).toEqual([
      `${group} {"kind":"slow","delayMs":200} 1000`,
      `${group} {"kind":"error","share":0.5} 2000`,
    ]);
  });

  it.each([
    [{ kind: 'kill', target: 'nobody' } as const, 404],
    [{ kind: 'slow', target: 'bbbb', delayMs: 1, forMs: 1 } as const, 404],
    [{ kind: 'kill', target: 'lonely' } as const, 409],
  ])('%j is refused', (fault, status) => {
    expect(() => faults.inject(fault)).toThrow(Refusal);
    expect(() => faults.inject(fault)).toThrow(expect.objectContaining({ status }));
    expect(calls).toEqual([]);
  });
});
