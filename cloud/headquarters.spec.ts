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
  const hq: Headquarters = {
    url: 'http://hq',
    client: client as unknown as HqClient,
    isOurs: true,
    isKeyless: false,
  };
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

  it("is the one whose API key opens an instructor's HQ", async () => {
    const theirs = { ...hqWith(['ada']).hq, isOurs: false };
    expect(await findParticipant(theirs, undefined, 'interstella')).toBe('ada');
  });

  it('is unknown without a key, and says which one to give', async () => {
    const found = findParticipant({ ...hqWith(['ada']).hq, isOurs: false, isKeyless: true }, 'ada', 'team-7');
    await expect(found).rejects.toThrow(/put-keys.*HQ_API_KEY/);
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
