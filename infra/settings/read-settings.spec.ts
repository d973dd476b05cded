import { describe, expect, it } from '@jest/globals';
import { STAGES } from '../stages.ts';
import { readSettings } from './read-settings.ts';
import { SettingsError } from './settings.ts';

const PREFIX = 'arn:aws:sns:us-east-1:123456789012:interstella-';
const ENDPOINT = 'https://hq.example.com/receiving/';

function problemsWith(context: Record<string, unknown>, region?: string): string {
  try {
    readSettings(context, region);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  return '';
}

describe('the context', () => {
  it('may be empty: no stage, and the workshop by itself', () => {
    expect(readSettings({})).toEqual({
      environmentName: 'interstella',
      desiredCount: { monolith: 1, iridium: 1, magnesite: 1 },
      maxReceivesPerSecond: 250,
      participantAccounts: [],
      ordersPerMinute: 30,
      participants: 50,
      keepDays: 30,
    });
  });

  it('chooses a stage, and everything about it', () => {
    const settings = readSettings({
      stage: 'alb',
      environmentName: 'team-7',
      allowFrom: '203.0.113.7/32',
      desiredCount: 'monolith=2, iridium=3',
      monolithTag: 'noiridium',
      topicArnPrefix: PREFIX,
      apiEndpoint: ENDPOINT,
      participantAccounts: '111111111111,222222222222',
      maxReceivesPerSecond: '5',
      ordersPerMinute: '0',
      participants: '7',
      keepDays: '0',
      alarmTopicArn: `${PREFIX}alarms`,
    });
    expect(settings).toEqual({
      stage: STAGES.find(({ name }) => name === 'alb'),
      environmentName: 'team-7',
      allowFrom: '203.0.113.7/32',
      desiredCount: { monolith: 2, iridium: 3, magnesite: 1 },
      monolithTag: 'noiridium',
      instructor: { topicArnPrefix: PREFIX, apiEndpoint: ENDPOINT },
      participantAccounts: ['111111111111', '222222222222'],
      maxReceivesPerSecond: 5,
      ordersPerMinute: 0,
      participants: 7,
      keepDays: 0,
      alarmTopicArn: `${PREFIX}alarms`,
    });
  });

  it('may say one desired count for every service', () => {
    expect(readSettings({ desiredCount: '2' }).desiredCount).toEqual({
      monolith: 2,
      iridium: 2,
      magnesite: 2,
    });
  });

  it('may hold numbers, as cdk.json does', () => {
    expect(readSettings({ desiredCount: 2, ordersPerMinute: 60 }).ordersPerMinute).toBe(60);
  });

  it("leaves CDK's own names alone", () => {
    expect(
      problemsWith({ '@aws-cdk/core:x': true, 'aws:cdk:bundling-stacks': ['**'], 'cli-telemetry': false }),
    ).toBe('');
  });

  it('that names no stage lists them all', () => {
    const problems = problemsWith({ stage: 'irridium' });
    expect(problems).toContain('-c stage=irridium is no stage');
    for (const { name } of STAGES) expect(problems).toMatch(new RegExp(`^ {2}${name} +lab `, 'm'));
  });

  it.each([
    [{ enviromentName: 'x' }, '-c enviromentName=… means nothing here. Known are stage, environmentName'],
    [{ environmentName: 'Team7' }, 'lower-case'],
    [{ environmentName: 'team--7' }, 'single hyphens'],
    [{ environmentName: '7team' }, 'beginning with a letter'],
    [{ environmentName: 'internal-team' }, '-c environmentName=internal-team must'],
    [{ environmentName: 'a'.repeat(21) }, '1 to 20'],
    [{ allowFrom: '203.0.113.7' }, 'must be a CIDR'],
    [{ allowFrom: '203.0.113.256/32' }, 'must be a CIDR'],
    [{ allowFrom: '203.0.113.7/33' }, 'must be a CIDR'],
    [{ allowFrom: '0.0.0.0/0' }, 'would let everybody place orders'],
    [{ desiredCount: '0' }, 'whole numbers from 1 to 6'],
    [{ desiredCount: 'monolith=7' }, 'whole numbers from 1 to 6'],
    [{ desiredCount: 'monolit=2' }, 'names no service in "monolit=2". There are monolith, iridium'],
    [{ desiredCount: '1.5' }, 'whole numbers'],
    [{ monolithTag: 'toString' }, 'is no tag of the monolith'],
    [{ monolithTag: 'nothing' }, 'There are latest, noiridium, nomagnesite'],
    [{ stage: 'workshop', monolithTag: 'latest' }, 'stage workshop runs no monolith'],
    [{ topicArnPrefix: 'arn:aws:sqs:us-east-1:123456789012:x', apiEndpoint: ENDPOINT }, "HQ's topics"],
    [{ topicArnPrefix: PREFIX, apiEndpoint: 'ftp://hq' }, "HQ's fulfillment API"],
    [{ topicArnPrefix: PREFIX }, 'needs both'],
    [{ apiEndpoint: ENDPOINT }, 'needs both'],
    [{ participantAccounts: '1234' }, '12 digits'],
    [{ ordersPerMinute: '601' }, 'from 0 to 600'],
    [{ ordersPerMinute: '-1' }, 'from 0 to 600'],
    [{ maxReceivesPerSecond: '0' }, 'from 1 to 1000'],
    [{ participants: '0' }, 'from 1 to 1000'],
    [{ participants: '500', ordersPerMinute: '600' }, 'API Gateway grants 10000 and 5000'],
    [{ keepDays: '14' }, 'more than the 14 days that dead letters are kept'],
    [{ keepDays: '3651' }, 'from 0 to 3650'],
    [{ alarmTopicArn: 'alarms' }, 'must be the ARN of an SNS topic'],
  ])('is refused: %j', (context, problem) => {
    expect(problemsWith(context)).toContain(problem);
  });

  it('is refused with all that is wrong at once', () => {
    expect(problemsWith({ stage: 'x', environmentName: 'X', nonsense: '1' }).match(/^-c /gm)).toHaveLength(3);
  });

  it('is refused where its alarms would tell a topic in another region', () => {
    const context = { alarmTopicArn: `${PREFIX}alarms` };
    expect(problemsWith(context, 'eu-west-1')).toContain('a topic of its own region, eu-west-1');
    expect(problemsWith(context, 'us-east-1')).toBe('');
  });

  it("is refused where HQ's topics are in another region than the stack", () => {
    const context = { topicArnPrefix: PREFIX, apiEndpoint: ENDPOINT };
    expect(problemsWith(context, 'eu-west-1')).toContain('set AWS_REGION=us-east-1');
    expect(problemsWith(context, 'us-east-1')).toBe('');
  });
});
