import { describe, expect, it } from '@jest/globals';
import type { Template } from '@interstella/local/platform/template';
import { estimate, sum } from './estimate.ts';

const NO_TRAFFIC = { requests: 0, claims: 0 };

/** A template of resources given as `[logical id, type, properties]`. */
function templateOf(
  ...resources: [id: string, type: string, properties?: Readonly<Record<string, unknown>>][]
): Template {
  return {
    Resources: Object.fromEntries(
      resources.map(([id, Type, Properties]) => [id, { Type, ...(Properties && { Properties }) }]),
    ),
  };
}

/** How every table of the stages is. */
const BACKED_UP = {
  BillingMode: 'PAY_PER_REQUEST',
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
};

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
        },
      },
    ],
    [
      'Group',
      'AWS::AutoScaling::AutoScalingGroup',
      { MinSize: '2', LaunchTemplate: { LaunchTemplateId: { Ref: 'Launch' } } },
    ],
  );

const monthly = (template: Template): number => sum(estimate(template, NO_TRAFFIC)).usdAMonth;

/** The lines of the error. */
function problemsOf(template: Template): string[] {
  try {
    estimate(template, NO_TRAFFIC);
  } catch (error) {
    return String(error).split('\n');
  }
  return [];
}

describe('estimate', () => {
  it('prices Fargate tasks, their addresses and their metrics by their number', () => {
    // A task: 0.5 vCPU × 0.04048 + 1 GB × 0.004445 + 0.005 for its address an hour. 25 metrics of Container Insights.
    expect(monthly(fargate(1))).toBeCloseTo(730 * 0.029685 + 25 * 0.3, 9);
    expect(monthly(fargate(3))).toBeCloseTo(730 * 0.089055 + 25 * 0.3, 9);
  });

  it('prices instances with their volumes and addresses', () => {
    expect(monthly(group('t3.medium', 'gp3'))).toBeCloseTo(2 * (730 * (0.0416 + 0.005) + 73 * 0.08), 9);
  });

  it('prices a load balancer with an address in each zone, and by its requests', () => {
    const template = templateOf([
      'Front',
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      { Type: 'application', Scheme: 'internet-facing', Subnets: [{ Ref: 'A' }, { Ref: 'B' }] },
    ]);
    const cost = sum(estimate(template, { requests: 2, claims: 0 }));
    expect(cost.usdAMonth).toBeCloseTo(730 * (0.0225 + 2 * 0.005), 9);
    // A capacity unit has 90,000 connections; 3 KB in both directions; 1 KB of log.
    expect(cost.usdAMillionOrders).toBeCloseTo(2 * ((1e6 / 90_000) * 0.008 + 6 * 0.01 + 0.5), 9);
  });

  it('prices a function by its runs, and by how long what it exports takes', () => {
    const lambda = (Handler: string) =>
      templateOf(['F', 'AWS::Lambda::Function', { MemorySize: 1_024, Architectures: ['arm64'], Handler }]);
    const runs = 730 * 60;
    expect(monthly(lambda('index.close'))).toBeCloseTo(runs * (0.2e-6 + 41 * 0.0000133334), 9);
    expect(monthly(lambda('index.tick'))).toBeCloseTo(runs * (0.2e-6 + 52 * 0.0000133334) + 7 * 0.3, 9);
    const { usdAMonth, usdAMillionOrders } = sum(estimate(lambda('index.api'), { requests: 9, claims: 3 }));
    expect(usdAMonth).toBe(0);
    expect(usdAMillionOrders).toBeCloseTo(3 * (0.2 + 0.05 * 13.3334), 9);
  });

  it('prices an alarm by the metrics that it watches', () => {
    const Metrics = [{ Expression: 'a + b' }, { MetricStat: {} }, { MetricStat: {} }];
    const alarms = templateOf(
      ['One', 'AWS::CloudWatch::Alarm', { MetricName: 'Lost' }],
      ['Sum', 'AWS::CloudWatch::Alarm', { Metrics }],
      ['Filter', 'AWS::Logs::MetricFilter'],
    );
    expect(monthly(alarms)).toBeCloseTo((1 + 2) * 0.1 + 0.3, 9);
  });

  it('prices what an order does to a table', () => {
    const lanes = templateOf(['Lanes', 'AWS::DynamoDB::Table', { TableName: 'x-lanes', ...BACKED_UP }]);
    const cost = sum(estimate(lanes, { requests: 0, claims: 3 }));
    expect(cost.usdAMillionOrders).toBeCloseTo((1 + 3 * 2) * 0.625 + 0.7 * (0.25 + 0.2), 9);
  });

  it('adds up each price, the dearest first, and leaves out what costs nothing', () => {
    const template = templateOf(
      ['Queue', 'AWS::SQS::Queue'],
      ['Other', 'AWS::SQS::Queue'],
      ['Vpc', 'AWS::EC2::VPC'],
    );
    const both = { Resources: { ...template.Resources, ...group('t3.small', 'gp3').Resources } };
    expect(estimate(both, NO_TRAFFIC).map(({ price }) => price)).toEqual([
      't3.small',
      'gp3 volume',
      'public IPv4 address',
      'SQS request',
    ]);
    expect(monthly(template)).toBeCloseTo(2 * 730 * 120 * 0.4e-6, 9);
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
      'UnpricedError: The cost is not known: these resources have no price here.',
      '  Nat (AWS::EC2::NatGateway) is of a type that has no price here.',
      '  Files (AWS::EFS::FileSystem) is of a type that has no price here.',
      expect.stringContaining('cloud/cost/'),
    ]);
  });

  it.each<[what: string, template: Template, expected: string]>([
    [
      'an instance type',
      group('u-24tb1.metal', 'gp3'),
      'Group (AWS::AutoScaling::AutoScalingGroup) needs the price "u-24tb1.metal"',
    ],
    ['a volume type', group('t3.small', 'io2'), 'needs the price "io2 volume"'],
    [
      'a launch template of another stack',
      templateOf(['G', 'AWS::AutoScaling::AutoScalingGroup', { LaunchTemplate: {} }]),
      'G (AWS::AutoScaling::AutoScalingGroup) refers to',
    ],
    [
      'provisioned capacity',
      templateOf(['T', 'AWS::DynamoDB::Table', { TableName: 'x-lanes' }]),
      'T (AWS::DynamoDB::Table) has no known price with BillingMode undefined',
    ],
    [
      'a table without backups',
      templateOf(['T', 'AWS::DynamoDB::Table', { TableName: 'x-lanes', BillingMode: 'PAY_PER_REQUEST' }]),
      'T (AWS::DynamoDB::Table) has no known price with PointInTimeRecoverySpecification undefined',
    ],
    [
      'flow logs in S3',
      templateOf(['F', 'AWS::EC2::FlowLog', { LogDestinationType: 's3' }]),
      'F (AWS::EC2::FlowLog) has no known price with LogDestinationType "s3"',
    ],
    [
      'more storage for a task',
      templateOf(['T', 'AWS::ECS::TaskDefinition', { EphemeralStorage: { SizeInGiB: 100 } }]),
      'with EphemeralStorage {"SizeInGiB":100}',
    ],
    [
      'a table of unknown use',
      templateOf(['T', 'AWS::DynamoDB::Table', { TableName: 'x-more', ...BACKED_UP }]),
      '"x-more"',
    ],
    [
      'another log class',
      templateOf(['L', 'AWS::Logs::LogGroup', { LogGroupClass: 'INFREQUENT_ACCESS' }]),
      'L (AWS::Logs::LogGroup) has no known price with LogGroupClass "INFREQUENT_ACCESS"',
    ],
    [
      'a network load balancer',
      templateOf(['N', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network' }]),
      'with Type "network"',
    ],
    [
      'enhanced Container Insights',
      templateOf([
        'C',
        'AWS::ECS::Cluster',
        { ClusterSettings: [{ Name: 'containerInsights', Value: 'enhanced' }] },
      ]),
      '"enhanced"',
    ],
    [
      'an advanced parameter',
      templateOf(['P', 'AWS::SSM::Parameter', { Tier: 'Advanced' }]),
      'Tier "Advanced"',
    ],
    [
      'another schedule',
      templateOf(['R', 'AWS::Events::Rule', { ScheduleExpression: 'cron(0 0 * * ? *)' }]),
      'with ScheduleExpression "cron(0 0 * * ? *)"',
    ],
    [
      'a function of unknown use',
      templateOf(['F', 'AWS::Lambda::Function', { MemorySize: 128, Handler: 'index.sleep' }]),
      'F (AWS::Lambda::Function) is called "index.sleep"',
    ],
    [
      'a service without a launch type',
      templateOf(
        ['S', 'AWS::ECS::Service', { DesiredCount: 1, TaskDefinition: { Ref: 'T' } }],
        ['T', 'AWS::ECS::TaskDefinition'],
      ),
      'S (AWS::ECS::Service) has no known price with LaunchType undefined',
    ],
  ])('%s', (_what, template, expected) => {
    expect(problemsOf(template).join('\n')).toContain(expected);
  });
});
