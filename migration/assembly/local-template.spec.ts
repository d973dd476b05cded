import { describe, expect, it } from '@jest/globals';
import { synthesize } from './synthesize.ts';
import { INSTRUCTOR, useSynthesis } from './testing/use-synthesis.ts';
import { workspaceContext } from '@interstella/infra/workspace/context.ts';
import { UsageError } from '@interstella/libs/errors';
import { localTemplate, localStageNamed } from './local-template.ts';

useSynthesis();

describe('a stage on this machine', () => {
  it('is one of those that a participant deploys', () => {
    expect(localStageNamed('noiridium').name).toBe('noiridium');
    expect(() => localStageNamed('gold')).toThrow(UsageError);
    expect(() => localStageNamed('gold')).toThrow(/There is no stage gold\.[^]* alb [^]* nomagnesite /);
    expect(() => localStageNamed('hq')).toThrow('runs here as long as `npm start` does');
  });

  it.each([
    [{ environmentName: 'team-7' }, 'there is one environment, interstella'],
    [
      { topicArnPrefix: 'arn:aws:sns:us-east-1:123456789012:x-', apiEndpoint: 'https://hq.example/' },
      '-c topicArnPrefix=…, -c apiEndpoint=… means nothing',
    ],
    [{ monolithTag: 'nothing' }, 'is no tag of the monolith'],
    [{ desiredCuont: '2' }, '-c desiredCuont=… means nothing here'],
  ])('refuses the context %j', async (context, problem) => {
    const refused = localTemplate(localStageNamed('alb'), context);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(problem);
  });

  it('has the same template where cdk.json names an environment and an HQ on AWS', async () => {
    const ofWorkspace = { ...(await workspaceContext()), environmentName: 'team-7', ...INSTRUCTOR };
    expect(await localTemplate(localStageNamed('alb'), {}, ofWorkspace)).toEqual(await synthesize('alb'));
  });
});
