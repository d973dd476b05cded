import { describe, expect, it } from '@jest/globals';
import { type HqClient, HqClientError } from '@interstella/hq/client';
import type { Headquarters } from './headquarters.ts';
import { hqApiKey } from './hq-api-key.ts';

/** An HQ where `ada` takes part already. */
function hqWithAda(): Headquarters & { readonly rotated: string[] } {
  const rotated: string[] = [];
  const client = {
    addParticipant: ({ name }: { name: string }) =>
      name === 'ada'
        ? Promise.reject(new HqClientError('ada is there', 409))
        : Promise.resolve({ apiKey: `new-of-${name}` }),
    rotateKey: (name: string, overlapMinutes: number) => {
      rotated.push(`${name} ${overlapMinutes}`);
      return Promise.resolve({ apiKey: `other-of-${name}` });
    },
  } as unknown as HqClient;
  return { url: 'http://hq', client, isOurs: true, isKeyless: false, rotated };
}

const environmentName = 'team-7';
const overlapMinutes = 60;

describe('an API key from HQ', () => {
  it('is made with the participant', async () => {
    const made = await hqApiKey(hqWithAda(), {
      participant: 'bob',
      rotate: false,
      overlapMinutes,
      environmentName,
    });
    expect(made).toEqual({ apiKey: 'new-of-bob', replaces: false });
  });

  it('is not taken from a participant that has one, unless that is wanted', async () => {
    const hq = hqWithAda();
    const made = hqApiKey(hq, { participant: 'ada', rotate: false, overlapMinutes, environmentName });
    await expect(made).rejects.toThrow(/ada takes part .* --rotate: the old one then stays valid/);
    expect(hq.rotated).toEqual([]);
  });

  it('replaces the one that was, where that is wanted, and says so', async () => {
    const hq = hqWithAda();
    const made = await hqApiKey(hq, { participant: 'ada', rotate: true, overlapMinutes, environmentName });
    expect(made).toEqual({ apiKey: 'other-of-ada', replaces: true });
    expect(hq.rotated).toEqual(['ada 60']);
  });

  it('needs an HQ of the environment', async () => {
    const made = hqApiKey(undefined, { participant: 'ada', rotate: false, overlapMinutes, environmentName });
    await expect(made).rejects.toThrow('npx interstella deploy hq --environment-name team-7');
  });
});
