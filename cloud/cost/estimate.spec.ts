import { describe, expect, it } from '@jest/globals';
import type { Template } from '@interstella/local/platform/template';
import { estimate } from './estimate.ts';
import type { Properties } from './template.ts';

/** A template of resources given as `[logical id, type, properties]`. */
function templateOf(...resources: [id: string, type: string, properties?: Properties][]): Template {
  return {
    Resources: Object.fromEntries(
      resources.map(([id, Type, Properties]) => [id, { Type, ...(Properties && { Properties }) }]),
    ),
  };
}

const fargate = (DesiredCount: number): Template =>
  templateOf(
    ['Task', 'AWS::ECS::TaskDefinition', { Cpu: '512', Memory: '1024' }],
    [
      'Service',
      'AWS::ECS::Service',
      {
        LaunchType: 'FARGATE',
        DesiredCount,
        TaskDefinition: { Ref: 'Task' },
        NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } },
      },
    ],
  );

const group = (InstanceType: string, VolumeType: string): Template =>
  templateOf(
    [
      'Launch',
      'AWS::EC2::LaunchTemplate',
      {
        LaunchTemplateData: {
          InstanceType,
          BlockDeviceMappings: [{ Ebs: { VolumeType, VolumeSize: 73 } }],
          NetworkInterfaces: [{ AssociatePublicIpAddress: true }],
        },
      },
    ],
    [
      'Group',
      'AWS::AutoScaling::AutoScalingGroup',
      { MinSize: '2', LaunchTemplate: { LaunchTemplateId: { Ref: 'Launch' } } },
    ],
  );

/** What the refusal says, line by line. */
function problemsOf(template: Template): string[] {
  try {
    estimate(template);
  } catch (error) {
    return String(error).split('\n');
  }
  return [];
}

describe('estimate', () => {
  it('prices Fargate tasks and their addresses by their number', () => {
    // A task: 0.5 vCPU × 0.04048 + 1 GB × 0.004445 + 0.005 for its address.
    expect(estimate(fargate(1)).usdAnHour).toBeCloseTo(0.029685, 9);
    expect(estimate(fargate(3)).usdAnHour).toBeCloseTo(0.089055, 9);
  });

  it('prices instances with their volumes and addresses', () => {
    // Two: 0.0416 + 73 GB × 0.08 ÷ 730 h + 0.005 each.
    expect(estimate(group('t3.medium', 'gp3')).usdAnHour).toBeCloseTo(0.1092, 9);
  });

  it('prices a load balancer with an address in each zone', () => {
    const template = templateOf([
      'Front',
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      { Type: 'application', Scheme: 'internet-facing', Subnets: [{ Ref: 'A' }, { Ref: 'B' }] },
    ]);
    // 0.0225 + 2 × 0.005, and 24 objects of access logs at 0.005 a thousand.
    expect(estimate(template).usdAnHour).toBeCloseTo(0.03262, 9);
  });

  it('prices Container Insights where the cluster has it', () => {
    const cluster = (Value: string) =>
      templateOf(['C', 'AWS::ECS::Cluster', { ClusterSettings: [{ Name: 'containerInsights', Value }] }]);
    // 13 metrics × 0.30 ÷ 730 h.
    expect(estimate(cluster('enabled')).usdAnHour).toBeCloseTo(0.005342, 6);
    expect(estimate(cluster('disabled')).usdAnHour).toBe(0);
    expect(problemsOf(cluster('enhanced')).join()).toContain('C (AWS::ECS::Cluster) has enhanced');
  });

  it('prices a scheduled function by its runs, and by how long what it exports takes', () => {
    const onSchedule = (ScheduleExpression: string, Handler = 'index.close') =>
      templateOf(
        ['Tick', 'AWS::Lambda::Function', { MemorySize: 1_024, Architectures: ['arm64'], Handler }],
        [
          'Rule',
          'AWS::Events::Rule',
          { ScheduleExpression, Targets: [{ Arn: { 'Fn::GetAtt': ['Tick', 'Arn'] } }] },
        ],
      );
    // 30 an hour × (0.0000002 + 41 s × 1 GB × 0.0000133334), and 45 KB of logs at 0.514 a GB.
    expect(estimate(onSchedule('rate(2 minutes)')).usdAnHour).toBeCloseTo(0.0164292, 7);
    // 11 s more each, and six metrics at 0.3 a month.
    expect(estimate(onSchedule('rate(2 minutes)', 'index.tick')).usdAnHour).toBeCloseTo(0.023295, 6);
    expect(problemsOf(onSchedule('rate(2 minutes)', 'index.sleep')).join()).toContain('runs "sleep"');
    expect(problemsOf(onSchedule('cron(0 0 * * ? *)')).join()).toContain('cron(0 0 * * ? *)');
  });

  it('prices an alarm by the metrics that it looks at', () => {
    const Metrics = [{ Expression: 'a + b' }, { MetricStat: {} }, { MetricStat: {} }];
    const alarms = templateOf(
      ['One', 'AWS::CloudWatch::Alarm', { MetricName: 'Lost' }],
      ['Sum', 'AWS::CloudWatch::Alarm', { Metrics }],
      ['Filter', 'AWS::Logs::MetricFilter'],
    );
    // (1 + 2) × 0.1 and one metric at 0.3 a month.
    expect(estimate(alarms).usdAnHour).toBeCloseTo(0.6 / 730, 9);
  });

  it('prices what an order does to a table', () => {
    const lanes = templateOf([
      'Lanes',
      'AWS::DynamoDB::Table',
      {
        TableName: 'x-lanes',
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    ]);
    // 1 + 3 × 2 writes × 0.625, 0.7 GB × (0.25 + 0.20).
    expect(estimate(lanes, 3).usdAMillionOrders).toBeCloseTo(4.69, 9);
  });

  it('says which price a line is for, and leaves out what costs nothing', () => {
    expect(estimate(fargate(1)).lines.map(({ id, what }) => `${id}: ${what}`)).toEqual([
      'Service: 1 × Fargate 0.5 vCPU, 1 GB',
      'Service: 1 public IPv4 address',
    ]);
  });
});

describe('estimate refuses, by logical id,', () => {
  it('every type that it does not know, all at once', () => {
    const template = templateOf(
      ['Vpc', 'AWS::EC2::VPC'],
      ['Nat', 'AWS::EC2::NatGateway'],
      ['Files', 'AWS::EFS::FileSystem'],
    );
    expect(problemsOf(template)).toEqual([
      expect.stringContaining('no total would be true'),
      '  Nat (AWS::EC2::NatGateway) is of a type that has no price here.',
      '  Files (AWS::EFS::FileSystem) is of a type that has no price here.',
      expect.stringContaining('cloud/cost/'),
    ]);
  });

  it.each<[what: string, template: Template, expected: string]>([
    [
      'an instance type',
      group('u-24tb1.metal', 'gp3'),
      'Group (AWS::AutoScaling::AutoScalingGroup) has the instance type "u-24tb1.metal"',
    ],
    ['a volume type', group('t3.small', 'io2'), 'has the volume type "io2"'],
    [
      'provisioned capacity',
      templateOf(['T', 'AWS::DynamoDB::Table', { TableName: 'x-lanes' }]),
      'T (AWS::DynamoDB::Table) has provisioned',
    ],
    [
      'a table of unknown use',
      templateOf(['T', 'AWS::DynamoDB::Table', { TableName: 'x-more', BillingMode: 'PAY_PER_REQUEST' }]),
      '"x-more"',
    ],
    [
      'logs that are kept for ever',
      templateOf(['L', 'AWS::Logs::LogGroup']),
      'L (AWS::Logs::LogGroup) keeps logs for ever',
    ],
    [
      'a network load balancer',
      templateOf(['N', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network' }]),
      'is of the type "network"',
    ],
    [
      'an advanced parameter',
      templateOf(['P', 'AWS::SSM::Parameter', { Tier: 'Advanced' }]),
      'P (AWS::SSM::Parameter) is of the tier',
    ],
    [
      'a function that nobody calls',
      templateOf(['F', 'AWS::Lambda::Function', { MemorySize: 128 }]),
      'F (AWS::Lambda::Function) is called by nobody',
    ],
    [
      'a service whose launch type is not said',
      templateOf(
        ['S', 'AWS::ECS::Service', { DesiredCount: 1, TaskDefinition: { Ref: 'T' } }],
        ['T', 'AWS::ECS::TaskDefinition'],
      ),
      'S (AWS::ECS::Service) has the launch type',
    ],
  ])('%s', (_what, template, expected) => {
    expect(problemsOf(template).join('\n')).toContain(expected);
  });
});
