import { describe, expect, it } from '@jest/globals';
import { UsageError } from '@interstella/libs/errors';
import { awsInsteadOfKit } from './aws-instead-of-kit.ts';

const noRegion = () => Promise.reject(new UsageError('No AWS region is set.'));

describe('AWS, where no kit runs', () => {
  it('that cannot be asked is not all that is said', async () => {
    await expect(awsInsteadOfKit({ aws: false }, noRegion)).rejects.toThrow(
      'Nothing runs here; start it with `npm start`. And AWS cannot be asked. No AWS region is set.',
    );
  });

  it.each([{ aws: true }, { aws: false, environmentName: 'team-7' }])(
    'is all that is said to who means AWS: %j',
    async (meant) => {
      await expect(awsInsteadOfKit(meant, noRegion)).rejects.toThrow(/^No AWS region is set\.$/);
    },
  );
});
