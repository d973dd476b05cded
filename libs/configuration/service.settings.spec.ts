import { afterEach, describe, expect, it } from '@jest/globals';
import { EnvironmentError } from '../environment/index.ts';
import { serviceSettings } from './service.settings.ts';

describe('the settings of a service', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('have defaults for everything', () => {
    process.env = {};
    expect(serviceSettings()).toEqual({
      HOST: '0.0.0.0',
      LOG_FORMAT: 'text',
      AWS_REGION: 'us-east-1',
      TOPIC_ARN: [],
      DIRECT_ORDERS: 'keyed',
      GATHER_MS: 0,
      DRAIN_MS: 0,
      RESOURCES: ['iridium', 'magnesite'],
      OPENAPI: 'off',
    });
  });

  it('report every problem at once, and no value', () => {
    process.env = {
      PORT: 'eighty',
      LOG_FORMAT: 'xml',
      DIRECT_ORDERS: 'yes',
      TOPIC_ARN: 'arn:aws:s3:::bucket',
      API_ENDPOINT: 'ftp://s3cret@example.com',
      GATHER_MS: '3001',
      IMAGE_TAG: 'two words',
    };
    expect(() => serviceSettings()).toThrow(
      new EnvironmentError([
        'PORT must be a whole number',
        'LOG_FORMAT must be text or json',
        'TOPIC_ARN must be ARNs of SNS topics',
        'DIRECT_ORDERS must be open or keyed',
        'GATHER_MS must be at most 3000',
        'IMAGE_TAG must be an image tag',
        'API_ENDPOINT must be an http or https URL',
      ]),
    );
  });
});
