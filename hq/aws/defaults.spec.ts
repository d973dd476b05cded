import { describe, expect, it } from '@jest/globals';
import { awsDefaults } from './defaults.ts';

const LOCAL = { accessKeyId: 'local', secretAccessKey: 'local' };

describe('the defaults of AWS clients', () => {
  it('have the region of the environment', () => {
    expect(awsDefaults({ AWS_REGION: 'eu-west-1' })).toEqual({ region: 'eu-west-1' });
  });

  it('have no region for AWS by themselves, so that the SDK finds that of the profile or reports that it is missing', () => {
    expect(awsDefaults({})).toEqual({});
    expect(awsDefaults({ AWS_PROFILE: 'team-7' })).toEqual({});
  });

  it('have a region and credentials for an endpoint that replaces AWS', () => {
    const env = { AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000' };
    expect(awsDefaults(env)).toEqual({ region: 'us-east-1', credentials: LOCAL });
    expect(awsDefaults({}, 'http://localhost:8000')).toEqual({ region: 'us-east-1', credentials: LOCAL });
    expect(awsDefaults({ ...env, AWS_PROFILE: 'team-7', AWS_REGION: 'eu-west-1' })).toEqual({
      region: 'eu-west-1',
    });
  });
});
