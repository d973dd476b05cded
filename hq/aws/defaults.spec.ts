import { describe, expect, it } from '@jest/globals';
import { awsDefaults } from './defaults.ts';

const LOCAL = { accessKeyId: 'local', secretAccessKey: 'local' };

describe('what AWS clients start from', () => {
  it('is the region that is said', () => {
    expect(awsDefaults({ AWS_REGION: 'eu-west-1' })).toEqual({ region: 'eu-west-1' });
  });

  it('invents no region for AWS, so that the SDK finds the one of the profile or says that it is missing', () => {
    expect(awsDefaults({})).toEqual({});
    expect(awsDefaults({ AWS_PROFILE: 'team-7' })).toEqual({});
  });

  it('has stand-ins where an endpoint takes the place of AWS, for what is not said', () => {
    const env = { AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000' };
    expect(awsDefaults(env)).toEqual({ region: 'us-east-1', credentials: LOCAL });
    expect(awsDefaults({}, 'http://localhost:8000')).toEqual({ region: 'us-east-1', credentials: LOCAL });
    expect(awsDefaults({ ...env, AWS_PROFILE: 'team-7', AWS_REGION: 'eu-west-1' })).toEqual({
      region: 'eu-west-1',
    });
  });
});
