import { describe, expect, it } from '@jest/globals';
import { synthesize } from '@interstella/migration/assembly/synthesize.ts';
import { accountsIn } from './allowed-accounts.ts';

/** The policy of a topic as HQ's template has it, and as SNS would then tell it. */
async function deployedPolicy(participantAccounts: string): Promise<string> {
  const { Resources } = await synthesize('hq', { participantAccounts });
  const policy = Object.values(Resources).find(({ Type }) => Type === 'AWS::SNS::TopicPolicy');
  return JSON.stringify(policy?.Properties?.PolicyDocument, (_key, value: unknown) => {
    const [separator, parts] = (value as { 'Fn::Join'?: [string, string[]] } | null)?.['Fn::Join'] ?? [];
    return parts ? parts.map((part) => (typeof part === 'string' ? part : 'aws')).join(separator) : value;
  });
}

describe('accountsIn', () => {
  it.each(['111111111111', '111111111111,222222222222'])(
    'finds in a deployed policy who was allowed: %s',
    async (accounts) => {
      expect(accountsIn(await deployedPolicy(accounts)).join()).toBe(accounts);
    },
  );

  it('finds nobody in the policy of an HQ without participants of other accounts', async () => {
    expect(accountsIn(await deployedPolicy(''))).toEqual([]);
    expect(accountsIn(undefined)).toEqual([]);
    expect(accountsIn('no policy')).toEqual([]);
  });
});
