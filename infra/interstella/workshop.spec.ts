import { describe, expect, it } from '@jest/globals';
import { arn, environmentOf, MICROSERVICES, SERVING, taskDefinition } from '../testing/interstella.ts';
import { ofType, type Properties, references, text, theOne } from '../testing/queries.ts';
import { INTERSTELLA_STAGES, stackOf, templateOf } from '../testing/templates.ts';

describe('at every stage', () => {
  it.each(INTERSTELLA_STAGES)('%s has two zones, public subnets alone, and flow logs', (stage) => {
    const template = templateOf(stage);
    const subnets = [...ofType(template, 'AWS::EC2::Subnet').values()];
    expect(new Set(subnets.map(({ AvailabilityZone }) => JSON.stringify(AvailabilityZone))).size).toBe(2);
    expect(subnets.every(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch === true)).toBe(true);
    expect(ofType(template, 'AWS::EC2::NatGateway').size).toBe(0);
    const [flowLog] = ofType(template, 'AWS::EC2::FlowLog').values();
    expect(flowLog).toMatchObject({ ResourceType: 'VPC', TrafficType: 'ALL' });
  });

  it.each(INTERSTELLA_STAGES)(
    '%s has the labs’ repositories and log groups, that a clean-up removes',
    (stage) => {
      for (const name of ['monolith', ...MICROSERVICES]) {
        const repository = theOne(
          templateOf(stage),
          'AWS::ECR::Repository',
          'RepositoryName',
          `interstella-${name}`,
        );
        expect(repository).toMatchObject({
          DeletionPolicy: 'Delete',
          Properties: { EmptyOnDelete: true, ImageScanningConfiguration: { ScanOnPush: true } },
        });
        expect(JSON.stringify(repository.Properties.LifecyclePolicy)).toContain('untagged');
        const logGroup = theOne(
          templateOf(stage),
          'AWS::Logs::LogGroup',
          'LogGroupName',
          `interstella-${name}`,
        );
        expect(logGroup).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 14 } });
      }
    },
  );

  it.each(INTERSTELLA_STAGES)('%s has redrive queues that keep for 14 days what SNS puts there', (stage) => {
    const template = templateOf(stage);
    for (const topic of ['orders', ...MICROSERVICES]) {
      const queue = theOne(template, 'AWS::SQS::Queue', 'QueueName', `interstella-${topic}-redrive`);
      expect(queue.Properties).toMatchObject({
        MessageRetentionPeriod: 14 * 24 * 3_600,
        SqsManagedSseEnabled: true,
      });
      const policy = [...ofType(template, 'AWS::SQS::QueuePolicy').values()].find(({ Queues }) =>
        references(Queues).has(queue.id),
      );
      const { Statement } = policy?.PolicyDocument as { Statement: Properties[] };
      const allowed = Statement.filter(({ Effect }) => Effect === 'Allow');
      expect(allowed).toMatchObject([
        { Action: 'sqs:SendMessage', Principal: { Service: 'sns.amazonaws.com' } },
      ]);
      const { ArnEquals } = allowed[0]?.Condition as { ArnEquals: Properties };
      expect(text(ArnEquals['aws:SourceArn'])).toBe(arn('sns', `interstella-${topic}`));
    }
  });

  it.each(INTERSTELLA_STAGES)('%s has an instance that nobody can log in to or take over', (stage) => {
    const template = templateOf(stage);
    const [launch] = ofType(template, 'AWS::EC2::LaunchTemplate').values();
    const data = launch?.LaunchTemplateData as Properties;
    expect(data).toMatchObject({
      ImageId: 'resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: 'gp3' } }],
    });
    expect(data).not.toHaveProperty('KeyName');
    expect(text((data.UserData as Properties)['Fn::Base64'])).toContain('ECS_CLUSTER=${CapacityCluster');
    const [provider] = ofType(template, 'AWS::ECS::CapacityProvider').values();
    expect(provider?.AutoScalingGroupProvider).toMatchObject({
      ManagedDraining: 'ENABLED',
      ManagedTerminationProtection: 'DISABLED',
    });
    const [capacity] = ofType(template, 'AWS::ECS::ClusterCapacityProviderAssociations').values();
    expect(JSON.stringify(capacity?.CapacityProviders)).toContain('"FARGATE"');
  });

  it.each(INTERSTELLA_STAGES)('%s is told by the outputs, with what there is', (stage) => {
    const { Outputs = {}, Parameters, Conditions } = templateOf(stage);
    expect(Outputs.Stage?.Value).toBe(stage);
    expect(text(Outputs.OrdersTopicArn?.Value)).toBe(arn('sns', 'interstella-orders'));
    expect(text(Outputs.MagnesiteTopicArn?.Value)).toBe(arn('sns', 'interstella-magnesite'));
    expect(text(Outputs.IridiumRedriveQueueUrl?.Value)).toMatch(/^\$\{StoresIridiumRedriveQueue/);
    expect(Outputs).toHaveProperty('MonolithRepositoryUri');
    expect('LoadBalancerUrl' in Outputs).toBe(SERVING.includes(stage));
    expect('TaskDefinitionArn' in Outputs).toBe(stage === 'task');
    expect(Object.values(Outputs).some(({ Export }) => Export !== undefined)).toBe(false);
    expect({ Parameters, Conditions }).toEqual({});
  });

  it.each(INTERSTELLA_STAGES)(
    '%s needs no custom resource, and fits into a request without a bucket',
    (stage) => {
      const { template } = stackOf(stage);
      const types = Object.values(template.Resources).map(({ Type }) => Type);
      expect(types.filter((type) => /^Custom::|CustomResource|Lambda/.test(type))).toEqual([]);
      expect(Buffer.byteLength(JSON.stringify(template))).toBeLessThan(51_200);
    },
  );
});

describe('at stage task', () => {
  const template = () => templateOf('task', { allowFrom: '203.0.113.7/32' });

  it('the monolith can be run at the instance’s port 5000, with orders open', () => {
    const { container, properties } = taskDefinition(template(), 'monolith');
    expect(properties).toMatchObject({ NetworkMode: 'bridge', RequiresCompatibilities: ['EC2'] });
    expect(container.PortMappings).toEqual([{ ContainerPort: 5000, HostPort: 5000, Protocol: 'tcp' }]);
    expect(environmentOf(container)).toMatchObject({ DIRECT_ORDERS: 'open' });
    expect(environmentOf(container)).not.toHaveProperty('TOPIC_ARN');
    expect(ofType(template(), 'AWS::ECS::Service').size).toBe(0);
  });

  it('only the given address reaches it', () => {
    const ingress = [...ofType(template(), 'AWS::EC2::SecurityGroupIngress').values()];
    expect(ingress).toMatchObject([
      { CidrIp: '203.0.113.7/32', FromPort: 5000, ToPort: 5000, IpProtocol: 'tcp' },
    ]);
    expect(text(ingress[0]?.GroupId)).toMatch(/^\$\{CapacityInstanceSecurityGroup/);
  });

  it('nobody reaches it where no address is given, and that is said', () => {
    const { template: closed, warnings } = stackOf('task');
    expect(ofType(closed, 'AWS::EC2::SecurityGroupIngress').size).toBe(0);
    expect(warnings.join()).toContain('-c allowFrom=ADDRESS/32');
  });
});
