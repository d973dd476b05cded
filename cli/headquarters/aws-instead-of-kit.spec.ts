import { describe, expect, it } from '@jest/globals';
import { UsageError } from '@interstella/libs/errors';
import { NoRegionError } from '@interstella/cloud/aws.ts';
import { awsInsteadOfKit } from './aws-instead-of-kit.ts';

const noRegion = () => Promise.reject(new NoRegionError('No AWS region is set.'));
const refused = () => Promise.reject(new UsageError('AWS refuses the credentials.'));

describe('AWS, where no kit runs', () => {
  it('that nobody has set up is no more than another way', async () => {
    await expect(awsInsteadOfKit({ aws: false }, noRegion)).rejects.toThrow(
      /^Nothing runs here\. Start it with `npm start`\. \(What is deployed on AWS is found with --aws\.\)$/,
    );
  });

  it('that refuses is not all that is said', async () => {
    await expect(awsInsteadOfKit({ aws: false }, refused)).rejects.toThrow(
      'Nothing runs here; start it with `npm start`. And AWS cannot be asked. AWS refuses the credentials.',
    );
  });

  it.each([{ aws: true }, { aws: false, environmentName: 'team-7' }])(
    'is all that is said to who means AWS: %j',
    async (target) => {
      await expect(awsInsteadOfKit(target, noRegion)).rejects.toThrow(/^No AWS region is set\.$/);
    },
  );
});
