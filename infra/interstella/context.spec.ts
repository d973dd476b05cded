import { describe, expect, it } from '@jest/globals';
import { environmentOf, service, taskDefinition } from '../testing/interstella.ts';
import { ofType, type Properties, text, theOne } from '../testing/queries.ts';
import { stackOf, templateOf } from '../testing/templates.ts';

const INSTRUCTOR = {
  topicArnPrefix: 'arn:aws:sns:us-east-1:123456789012:interstella-',
  apiEndpoint: 'https://hq.example.com/receiving/',
};

describe('an environment of another name', () => {
  const context = { environmentName: 'team-7' };

  it('has no name in common with the default one, so that both fit into one account', () => {
    const namesIn = (environment: Record<string, string>) => {
      const { template, stackName } = stackOf('nomagnesite', environment);
      const names = Object.values(template.Resources).flatMap(({ Properties: properties = {} }) =>
        Object.entries(properties).filter(
          ([key, value]) =>
            /Name$|^Family$/.test(key) && !key.includes('PolicyName') && typeof value === 'string',
        ),
      );
      return [stackName, ...names.map(([, name]) => name as string)];
    };
    const theirs = namesIn(context);
    expect(theirs.length).toBeGreaterThan(20);
    expect(theirs.filter((name) => !name.includes('team-7'))).toEqual([]);
    expect(namesIn({}).filter((name) => theirs.includes(name))).toEqual([]);
  });

  it('has its own topics and parameters, too', () => {
    const { container } = taskDefinitionIn('team-7', 'monolith');
    expect(environmentOf(container).TOPIC_ARN).toMatch(/:team-7-orders$/);
    expect(container.Secrets.map(({ ValueFrom }) => text(ValueFrom).replace(/.*:/, ''))).toEqual([
      'parameter/team-7/apiKey',
      'parameter/team-7/apiEndpoint',
      'parameter/team-7/serviceKey',
    ]);
  });

  function taskDefinitionIn(environmentName: string, name: string) {
    return taskDefinition(templateOf('alb', { environmentName }), name, environmentName);
  }
});

it('limits what SNS delivers to a subscription in a second as the context says', () => {
  const subscriptions = ofType(templateOf('alb', { maxReceivesPerSecond: '5' }), 'AWS::SNS::Subscription');
  expect([...subscriptions.values()]).toMatchObject([
    { DeliveryPolicy: { throttlePolicy: { maxReceivesPerSecond: 5 } } },
  ]);
});

describe('the desired count', () => {
  it('is that of the context, per service', () => {
    const template = templateOf('iridium', { desiredCount: 'monolith=3,iridium=2' });
    expect(service(template, 'monolith').Properties.DesiredCount).toBe(3);
    expect(service(template, 'iridium').Properties.DesiredCount).toBe(2);
  });
});

describe("an instructor's HQ", () => {
  const template = () => templateOf('iridium', INSTRUCTOR);

  it('is where the subscriptions and the services take their orders from', () => {
    const topics = [...ofType(template(), 'AWS::SNS::Subscription').values()].map(({ TopicArn }) => TopicArn);
    expect(topics).toEqual([
      'arn:aws:sns:us-east-1:123456789012:interstella-orders',
      'arn:aws:sns:us-east-1:123456789012:interstella-iridium',
    ]);
    expect(environmentOf(taskDefinition(template(), 'iridium').container).TOPIC_ARN).toBe(topics[1]);
  });

  it('is where orders are fulfilled: its endpoint becomes the parameter, before the tasks read it', () => {
    const parameter = theOne(template(), 'AWS::SSM::Parameter', 'Name', '/interstella/apiEndpoint');
    expect(parameter.Properties).toMatchObject({ Type: 'String', Value: INSTRUCTOR.apiEndpoint });
    const { container } = taskDefinition(template(), 'monolith');
    const secret = container.Secrets.find(({ Name }) => Name === 'API_ENDPOINT');
    expect(JSON.stringify(secret)).toContain(`{"Ref":"${parameter.id}"}`);
  });

  it('may put dead letters, and look for them, in the redrive queues', () => {
    const statements = [...ofType(template(), 'AWS::SQS::QueuePolicy').values()].flatMap(
      ({ PolicyDocument }) => (PolicyDocument as { Statement: Properties[] }).Statement,
    );
    const looking = statements.filter(({ Sid }) => Sid === 'LedgerLooksForDeadLetters');
    expect(looking).toHaveLength(3);
    expect(text((looking[0]?.Principal as Properties).AWS)).toBe(
      'arn:${AWS::Partition}:iam::123456789012:root',
    );
    expect(looking[0]?.Action).toEqual(['sqs:GetQueueAttributes', 'sqs:ReceiveMessage']);
  });

  it('is nowhere where HQ is in the same account', () => {
    expect(ofType(templateOf('iridium'), 'AWS::SSM::Parameter').size).toBe(0);
    expect(JSON.stringify(templateOf('iridium'))).not.toContain('LedgerLooksForDeadLetters');
  });
});
