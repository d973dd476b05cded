import { describe, expect, it, jest } from '@jest/globals';
import type { HqClient } from '@interstella/hq/client';
import type { DeployedEnvironment } from '../deployed.ts';
import { memberAt } from './cloud-member.ts';

const DEPLOYED: DeployedEnvironment = {
  environmentName: 'interstella',
  hq: undefined,
  interstella: undefined,
};

function member(isOurs: boolean, queues: readonly string[] = []) {
  const hq = {
    participants: jest.fn(() => Promise.resolve([{ name: 'team-7', deadLetterQueueUrls: [] }])),
    setDeadLetterQueues: jest.fn<(name: string, urls: readonly string[]) => Promise<void>>(),
    open: jest.fn<(name: string) => Promise<void>>(),
  };
  const client = hq as unknown as HqClient;
  const headquarters = { url: 'https://hq.example.com', client, isOurs, isKeyless: false };
  const found = memberAt(headquarters, 'team-7', DEPLOYED, () => Promise.resolve(queues));
  return { found, hq };
}

describe("a participant of an instructor's HQ", () => {
  const { found } = member(false, ['https://sqs/orders']);
  const close = 'npx interstella hq close team-7 --hq-url https://hq.example.com';

  it('knows what the instructor must run before the last step', () => {
    expect(found.remedies).toEqual({
      redrive: 'npx interstella redrive --aws',
      republish: 'npx interstella hq republish --hq-url https://hq.example.com',
      close: { participant: 'team-7', command: close },
    });
  });

  it('is told after the first step what the instructor must run', async () => {
    expect(await found.beginning()).toBe(
      [
        'Orders begin to flow when the instructor has run:',
        '  npx interstella hq dead-letter-queues team-7 https://sqs/orders --hq-url https://hq.example.com',
        '  npx interstella hq open team-7 --hq-url https://hq.example.com',
      ].join('\n'),
    );
  });
});

describe('a participant of an HQ of their own', () => {
  it('needs no instructor', async () => {
    const { found } = member(true);
    expect(found.remedies.close).toBeUndefined();
    expect(await found.beginning()).toBe('Interstella HQ owes team-7 every order from now on.');
  });

  it('is opened with the queues where orders lie that were not taken', async () => {
    const { found, hq } = member(true, ['https://sqs/orders']);
    await found.hq.open('team-7');
    expect(hq.setDeadLetterQueues).toHaveBeenCalledWith('team-7', ['https://sqs/orders']);
    expect(hq.open).toHaveBeenCalledWith('team-7');
  });
});
