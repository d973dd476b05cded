import { describe, expect, it } from '@jest/globals';
import { synthesize } from './synthesize.ts';
import { INSTRUCTOR, useSynthesis } from './testing/use-synthesis.ts';
import { workspaceContext } from '@interstella/infra/workspace/context.ts';
import { contextHere, saidOfElsewhere } from './workspace-context.ts';

const TEAM = { environmentName: 'team-7', ...INSTRUCTOR };

useSynthesis();

describe('a cdk.json that speaks of another place than this machine', () => {
  it('is noticed, and nothing else in it', async () => {
    expect(saidOfElsewhere({ ...TEAM, desiredCount: 2, '@aws-cdk/core:x': true })).toEqual(TEAM);
    expect(saidOfElsewhere({ environmentName: 'interstella', apiEndpoint: '' })).toEqual({});
    expect(saidOfElsewhere(await workspaceContext())).toEqual({});
  });

  it('makes no other template here, but for what it says of the stage itself', async () => {
    const ofWorkspace = { ...(await workspaceContext()), ...TEAM, desiredCount: '2' };
    const here = await synthesize('iridium', contextHere(ofWorkspace), ofWorkspace);
    expect(here).toEqual(await synthesize('iridium', { desiredCount: '2' }));
    expect(await synthesize('iridium', {}, ofWorkspace)).not.toEqual(here);
  });

  it('leaves nothing to be said where it does not', async () => {
    expect(contextHere(await workspaceContext())).toEqual({});
  });
});
