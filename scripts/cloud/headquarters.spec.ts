import { describe, expect, it } from '@jest/globals';
import type { ConservationReport, HqClient } from '@interstella/hq/client';
import { findParticipant, type Headquarters, openParticipant } from './headquarters.ts';

function hqWith(names: readonly string[], deadLetterQueueUrls: readonly string[] = []) {
  const calls: unknown[] = [];
  const client = {
    report: ({ participant }: { participant?: string }) =>
      Promise.resolve({
        participants: names
          .filter((name) => participant === undefined || name === participant)
          .map((name) => ({ participant: name })),
      } as unknown as ConservationReport),
    participants: () => Promise.resolve(names.map((name) => ({ name, deadLetterQueueUrls }))),
    setDeadLetterQueues: (...args: unknown[]) => Promise.resolve(calls.push(['queues', ...args])),
    open: (...args: unknown[]) => Promise.resolve(calls.push(['open', ...args])),
  };
  const hq: Headquarters = { url: 'http://hq', client: client as unknown as HqClient, isOurs: true };
  return { hq, calls };
}

describe('the participant of an environment', () => {
  it.each([
    [['ada', 'team-7'], 'team-7', 'interstella', 'team-7'],
    [['ada', 'team-7'], undefined, 'team-7', 'team-7'],
    [['ada'], undefined, 'team-7', 'ada'],
  ])('of %j, named %j, in environment %j is %j', async (names, named, environmentName, found) => {
    expect(await findParticipant(hqWith(names).hq, named, environmentName)).toBe(found);
  });

  it('must be named where HQ has several', async () => {
    const found = findParticipant(hqWith(['ada', 'bob']).hq, undefined, 'interstella');
    await expect(found).rejects.toThrow('--participant NAME, of ada, bob');
  });

  it("is not taken for the only other one of an instructor's HQ", async () => {
    const theirs = { ...hqWith(['ada']).hq, isOurs: false };
    const found = findParticipant(theirs, undefined, 'interstella');
    await expect(found).rejects.toThrow('--participant NAME, of ada');
  });

  it('must be added where HQ has none', async () => {
    await expect(findParticipant(hqWith([]).hq, undefined, 'interstella')).rejects.toThrow(
      'put-keys --participant NAME',
    );
  });
});

describe('opening a participant', () => {
  it('tells HQ first where undelivered messages lie, beside what it knew', async () => {
    const { hq, calls } = hqWith(['ada'], ['https://sqs/old']);
    await openParticipant(hq, 'ada', ['https://sqs/new']);
    expect(calls).toEqual([
      ['queues', 'ada', ['https://sqs/old', 'https://sqs/new']],
      ['open', 'ada'],
    ]);
  });

  it('changes no queues that HQ knows already', async () => {
    const { hq, calls } = hqWith(['ada'], ['https://sqs/one']);
    await openParticipant(hq, 'ada', ['https://sqs/one']);
    expect(calls).toEqual([['open', 'ada']]);
  });
});
