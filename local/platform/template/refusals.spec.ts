import { describe, expect, it } from '@jest/globals';
import { readDeployment } from './read-deployment.ts';
import { refused, refusedWith } from './testing/refused.ts';
import { PLACE, smallTemplate } from './testing/small-template.ts';

describe('what the reader does not know is refused, with logical id and path:', () => {
  it.each([
    ['a type', { Later: { Type: 'AWS::Lambda::Function' } }, 'Later, : its type AWS::Lambda::Function'],
    [
      'a condition of a resource',
      { Network: { Type: 'AWS::EC2::VPC', Condition: 'Sometimes' } },
      'Network, Condition: conditions are not known.',
    ],
  ])('%s', (_, resources, problem) => {
    expect(refused((template) => Object.assign(template.Resources, resources))).toEqual([
      expect.stringContaining(problem),
    ]);
  });

  it('an attribute of a resource, and a dependency on nothing', () => {
    const problems = refused(({ Resources }) =>
      Object.assign(Resources.Service ?? {}, { CreationPolicy: {}, DependsOn: ['Rule', 'Nowhere'] }),
    );
    expect(problems).toEqual([
      'Service, CreationPolicy: this attribute of a resource is not known.',
      'Service, DependsOn: there is no resource Nowhere.',
    ]);
  });

  it('a section of the template', () => {
    expect(refused((template) => Object.assign(template, { Conditions: {} }))).toEqual([
      'Conditions, : this section of a template is not known.',
    ]);
  });

  it.each([
    ['Service', { CapacityProviderStrategy: [] }, 'CapacityProviderStrategy: this is not known.'],
    ['Service', { SchedulingStrategy: 'DAEMON' }, 'SchedulingStrategy: must be REPLICA here, not "DAEMON".'],
    ['Service', { DesiredCount: '-1' }, 'DesiredCount: must be a whole number from 0 to 6, not "-1".'],
    ['Service', { DesiredCount: 7 }, 'DesiredCount: must be a whole number from 0 to 6, not 7.'],
    [
      'Service',
      { TaskDefinition: { Ref: 'Front' } },
      'TaskDefinition: must refer to a resource AWS::ECS::Ta',
    ],
    [
      'Service',
      { DeploymentConfiguration: { Strategy: 'BLUE_GREEN' } },
      'DeploymentConfiguration.Strategy: this is not known.',
    ],
    [
      'Service',
      {
        LoadBalancers: [{ ContainerName: 'other', ContainerPort: 8080, TargetGroupArn: { Ref: 'Group' } }],
      },
      'LoadBalancers[0].ContainerName: the task definition has no container "other".',
    ],
    [
      'Service',
      {
        LoadBalancers: [
          { ContainerName: 'shop-container', ContainerPort: 80, TargetGroupArn: { Ref: 'Group' } },
        ],
      },
      'LoadBalancers[0].ContainerPort: the container listens on 8080.',
    ],
    ['Service', { LaunchType: 'EXTERNAL' }, 'LaunchType: must be EC2 or FARGATE here, not "EXTERNAL".'],
    ['Task', { ContainerDefinitions: [] }, 'ContainerDefinitions[0]: is missing.'],
    ['Task', { ContainerDefinitions: [7] }, 'ContainerDefinitions[0]: must be an object, not 7.'],
    ['Group', { TargetType: 'lambda' }, 'TargetType: must be instance or ip here, not "lambda".'],
    ['Group', { Protocol: 'HTTPS' }, 'Protocol: must be HTTP here, not "HTTPS".'],
    ['Group', { Matcher: { HttpCode: '2xx' } }, 'Matcher.HttpCode: must be status codes such as 200,202'],
    [
      'Group',
      { TargetGroupAttributes: [{ Key: 'slow_start.duration_seconds', Value: '30' }] },
      'TargetGroupAttributes[slow_start.duration_seconds]: this is not known.',
    ],
    [
      'Group',
      { TargetGroupAttributes: [{ Key: 'stickiness.enabled', Value: 'true' }] },
      'TargetGroupAttributes[stickiness.enabled]: must be false here, not "true".',
    ],
    [
      'Front',
      {
        LoadBalancerAttributes: [
          { Key: 'idle_timeout.timeout_seconds', Value: '60' },
          { Key: 'idle_timeout.timeout_seconds', Value: '61' },
        ],
      },
      'LoadBalancerAttributes: names a key twice.',
    ],
    [
      'Front',
      { LoadBalancerAttributes: [{ Key: 'routing.http2.enabled', Value: 'false' }] },
      'LoadBalancerAttributes[routing.http2.enabled]: this is not known.',
    ],
    [
      'Rule',
      { Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['a'] } }] },
      'Conditions[0].Field: must be path-pattern here, not "host-header".',
    ],
    [
      'Rule',
      { Conditions: [{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['a'] } }] },
      'Conditions[0].PathPatternConfig.RegexValues: this is not known.',
    ],
    ['Rule', { Conditions: [{}, {}] }, 'Conditions: must hold exactly one condition, not 2.'],
    [
      'Rule',
      { Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [] } }] },
      'Actions[0].ForwardConfig: this is not known.',
    ],
    ['Rule', { Actions: [{ Type: 'redirect' }] }, 'Actions[0].Type: must be forward or fixed-response here'],
    [
      'Rule',
      {
        Actions: [
          { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', ContentType: 'text/x' } },
        ],
      },
      'Actions[0].FixedResponseConfig.ContentType: must be text/plain',
    ],
    ['Subscription', { Protocol: 'https' }, 'Protocol: must be http here, not "https".'],
    ['Subscription', { FilterPolicy: {} }, 'FilterPolicy: this is not known.'],
    [
      'Subscription',
      { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'QueueUrl'] } } },
      'RedrivePolicy.deadLetterTargetArn: must refer to a resource AWS::SQS::Queue',
    ],
    ['Endpoint', { Type: 'StringList' }, 'Type: must be String here, not "StringList".'],
    ['Dead', { FifoQueue: true }, 'FifoQueue: this is not known.'],
  ])('%s with %j', (id, properties, problem) => {
    expect(refusedWith(id, properties)).toContainEqual(expect.stringContaining(`${id}, ${problem}`));
  });

  it('a second container', () => {
    const problems = refused(({ Resources }) => {
      const containers = Resources.Task?.Properties.ContainerDefinitions as unknown[];
      containers.push(containers[0]);
    });
    expect(problems).toContain('Task, ContainerDefinitions: must hold exactly one container, not 2.');
  });

  it.each([
    ['an image of another registry', { Image: 'docker.io/shop:v1' }, 'Image: must be an image of this acc'],
    ['an empty image', { Image: '' }, 'Image: must be an image of this account'],
    [
      'an image without a tag',
      { Image: '123456789012.dkr.ecr.eu-north-1.amazonaws.com/shop' },
      'Image: must',
    ],
    ['an unknown setting of a container', { Ulimits: [] }, 'Ulimits: this is not known.'],
    [
      'a variable twice',
      {
        Environment: [
          { Name: 'A', Value: '1' },
          { Name: 'A', Value: '2' },
        ],
      },
      'Environme',
    ],
    ['a container that may end', { Essential: false }, 'Essential: must be true here, not false.'],
    [
      "another account's parameter",
      { Secrets: [{ Name: 'KEY', ValueFrom: 'arn:aws:ssm:eu-north-1:999999999999:parameter/x' }] },
      "Secrets[KEY]: must be the ARN of a parameter in this account's Parameter Store",
    ],
    ['another log driver', { LogConfiguration: { LogDriver: 'splunk' } }, 'LogConfiguration.LogDriver: must'],
    ['no user', { User: undefined }, 'User: is missing.'],
  ])('%s', (_, container, problem) => {
    const problems = refused(({ Resources }) => {
      const [first] = Resources.Task?.Properties.ContainerDefinitions as object[];
      Object.assign(first ?? {}, container);
    });
    expect(problems).toContainEqual(expect.stringContaining(`Task, ContainerDefinitions[0].${problem}`));
  });

  it.each([
    ['AWS::ElasticLoadBalancingV2::TargetGroup', 'Group', 'Name: another'],
    ['AWS::ECS::Service', 'Service', 'ServiceName: another'],
    ['AWS::SQS::Queue', 'Dead', 'QueueName: another'],
    ['AWS::ElasticLoadBalancingV2::ListenerRule', 'Rule', 'Priority: another rule has priority 7, too.'],
    ['AWS::ElasticLoadBalancingV2::Listener', 'Listener', ': a second AWS::'],
  ])('two of type %s where there can be one', (_, id, problem) => {
    const problems = refused(({ Resources }) => {
      const one = Resources[id];
      if (one) Resources.Another = structuredClone(one);
    });
    expect(problems).toEqual([expect.stringContaining(`Another, ${problem}`)]);
  });

  it('every problem at once, in words that say what to do', () => {
    const template = smallTemplate();
    Object.assign(template.Resources, { Later: { Type: 'AWS::Lambda::Function' } });
    Object.assign(template.Resources.Dead?.Properties ?? {}, { FifoQueue: true });
    const reading = () => readDeployment(template, PLACE);
    expect(reading).toThrow(
      /cannot be run on this machine[^]*Dead, FifoQueue: this is not known[^]*Later: its type[^]*local\/platform\/template\/ignored.ts/,
    );
  });

  it.each([
    undefined,
    [],
    {},
    { Resources: { A: {} } },
    { Resources: { A: { Type: 'B', Properties: 1 } } },
    { Resources: { A: { Type: 'B', DependsOn: [1] } } },
    { Resources: {}, Outputs: { Stage: 'alb' } },
  ])('what is no template: %j', (template) => {
    expect(() => readDeployment(template, PLACE)).toThrow(/this is no template/);
  });

  it('a template that does not say which stage it is', () => {
    expect(refused(({ Outputs }) => delete Outputs.Stage)).toEqual([
      'Outputs, Stage: must be there, as text.',
    ]);
  });
});
