import { describe, expect, it } from '@jest/globals';
import { EnvironmentError, readEnvironment } from '../environment/index.ts';
import { monolithSettings, resourceServiceSettings } from './settings.ts';

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('of the monolith have defaults for everything', () => {
    expect(readEnvironment(monolithSettings, {})).toEqual({
      HOST: '0.0.0.0',
      PORT: 5000,
      LOG_FORMAT: 'text',
      AWS_REGION: 'us-east-1',
      TOPIC_ARN: [],
      DIRECT_ORDERS: 'keyed',
      GATHERS: ['iridium', 'magnesite'],
      GATHER_MS: 0,
      DRAIN_MS: 0,
      RESOURCES: ['iridium', 'magnesite'],
    });
  });

  it('tell a monolith that gathers nothing from one that gathers the default', () => {
    expect(readEnvironment(monolithSettings, { GATHERS: 'none' }).GATHERS).toEqual([]);
    expect(readEnvironment(monolithSettings, { GATHERS: '' }).GATHERS).toEqual(['iridium', 'magnesite']);
  });

  it.each([
    ['alb-123.us-east-1.elb.amazonaws.com', 'http://alb-123.us-east-1.elb.amazonaws.com'],
    ['localhost:5000', 'http://localhost:5000'],
    ['https://monolith.example/', 'https://monolith.example'],
  ])('take monolithUrl %s as %s', (given, url) => {
    expect(readEnvironment(resourceServiceSettings, { monolithUrl: given }).monolithUrl).toBe(url);
  });

  it('report every problem at once, and no value', () => {
    const problems = problemsOf(() =>
      readEnvironment(monolithSettings, {
        PORT: 'eighty',
        LOG_FORMAT: 'xml',
        DIRECT_ORDERS: 'yes',
        TOPIC_ARN: 'arn:aws:s3:::bucket',
        API_ENDPOINT: 'ftp://s3cret@example.com',
        GATHER_MS: '3001',
      }),
    );
    expect(problems).toEqual([
      'LOG_FORMAT must be text or json',
      'TOPIC_ARN must be ARNs of SNS topics',
      'DIRECT_ORDERS must be open or keyed',
      'GATHER_MS must be at most 3000',
      'PORT must be a whole number',
      'API_ENDPOINT must be an http or https URL',
    ]);
  });

  it('refuse to gather what is no resource', () => {
    expect(problemsOf(() => readEnvironment(monolithSettings, { GATHERS: 'unobtainium' }))).toEqual([
      'GATHERS must name only RESOURCES',
    ]);
  });

  it('of a microservice need the monolith', () => {
    expect(problemsOf(() => readEnvironment(resourceServiceSettings, {}))).toEqual([
      'monolithUrl is missing',
    ]);
  });
});
