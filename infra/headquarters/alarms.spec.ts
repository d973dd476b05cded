import { describe, expect, it } from '@jest/globals';
import { ofType, references, text, theOne } from '../testing/queries.ts';
import { templateOf } from '../testing/templates.ts';

const hq = () => templateOf('hq');

describe('the alarms', () => {
  const alarms = (context: Record<string, string> = {}) =>
    new Map(
      [...ofType(templateOf('hq', context), 'AWS::CloudWatch::Alarm').values()].map((properties) => [
        text(properties.AlarmName).replace('interstella-hq-', ''),
        properties,
      ]),
    );

  it('watch the ledger, the functions and the API', () => {
    expect([...alarms().keys()].sort()).toEqual([
      ...['api-throttles', 'closing-errors', 'function-throttles', 'lost', 'outbox-age', 'red'],
      ...['tick-errors', 'unattributed'],
    ]);
  });

  it.each(['lost', 'unattributed', 'red', 'outbox-age'])('%s is of what the tick measures', (name) => {
    const generator = theOne(hq(), 'AWS::Lambda::Function', 'FunctionName', 'interstella-hq-generator');
    const properties = alarms().get(name) ?? {};
    expect(properties).toMatchObject({ Namespace: 'Interstella/HQ', Period: 60, Statistic: 'Maximum' });
    const [dimension] = properties.Dimensions as { Name: string; Value: unknown }[];
    expect(dimension?.Name).toBe('FunctionName');
    expect(references(dimension?.Value)).toEqual(new Set([generator.id]));
  });

  it('count what API Gateway refuses, by its log', () => {
    const { MetricName, Namespace } = alarms().get('api-throttles') ?? {};
    expect([...ofType(hq(), 'AWS::Logs::MetricFilter').values()]).toMatchObject([
      {
        FilterPattern: '{ $.status = "429" }',
        MetricTransformations: [{ MetricName, MetricNamespace: Namespace, MetricValue: '1' }],
      },
    ]);
  });

  it('say what to do, and tell nobody', () => {
    for (const { AlarmDescription, AlarmActions, OKActions } of alarms().values()) {
      expect(AlarmDescription).toMatch(/(Run|Look|Deploy|See) /);
      expect({ AlarmActions, OKActions }).toEqual({});
    }
  });

  it('tell the topic that the context names', () => {
    const alarmTopicArn = 'arn:aws:sns:us-east-1:123456789012:alarms';
    for (const { AlarmActions, OKActions } of alarms({ alarmTopicArn }).values()) {
      expect({ AlarmActions, OKActions }).toEqual({
        AlarmActions: [alarmTopicArn],
        OKActions: [alarmTopicArn],
      });
    }
  });

  it('notice a generator that is silent', () => {
    const silence = [...alarms()].filter(([, { TreatMissingData }]) => TreatMissingData === 'breaching');
    expect(silence.map(([name]) => name)).toEqual(['outbox-age']);
  });
});
