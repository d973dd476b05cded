import type { StackPlace } from '../stack-place.ts';

export const PLACE: StackPlace = {
  region: 'eu-north-1',
  accountId: '123456789012',
  partition: 'aws',
  loadBalancerDnsName: 'localhost:5000',
};

/** As much as a test changes of it. */
export interface EditableTemplate {
  [section: string]: unknown;
  Resources: Record<string, EditableResource>;
  Outputs: Record<string, { Value: unknown }>;
}

export interface EditableResource {
  [attribute: string]: unknown;
  Type: string;
  Properties: Record<string, unknown>;
}

const arn = (service: string, resource: unknown) => ({
  'Fn::Join': [
    ':',
    ['arn', { Ref: 'AWS::Partition' }, service, { Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, resource],
  ],
});

const partOfArn = (index: number) => ({
  'Fn::Select': [index, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Images', 'Arn'] }] }],
});

const atLoadBalancer = (path: string) => ({
  'Fn::Join': ['', ['http://', { 'Fn::GetAtt': ['Front', 'DNSName'] }, path]],
});

const resource = (Type: string, Properties: Record<string, unknown>) => ({ Type, Properties });

/** One service behind a load balancer with a rule, subscribed to a topic, as CDK writes it. */
export function smallTemplate(): EditableTemplate {
  return {
    Description: 'One service',
    Resources: {
      Network: resource('AWS::EC2::VPC', { CidrBlock: { 'Fn::Whatever': 'nobody reads it' } }),
      Images: { ...resource('AWS::ECR::Repository', { RepositoryName: 'shop' }), DeletionPolicy: 'Delete' },
      Logs: resource('AWS::Logs::LogGroup', { LogGroupName: 'shop-logs', RetentionInDays: 14 }),
      Endpoint: resource('AWS::SSM::Parameter', {
        Type: 'String',
        Name: '/shop/endpoint',
        Value: 'http://hq/',
      }),
      Dead: resource('AWS::SQS::Queue', { QueueName: 'shop-dead', MessageRetentionPeriod: 1_209_600 }),
      Front: resource('AWS::ElasticLoadBalancingV2::LoadBalancer', {
        Name: 'front',
        Type: 'application',
        LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '75' }],
      }),
      Group: resource('AWS::ElasticLoadBalancingV2::TargetGroup', {
        Name: 'shop-group',
        Protocol: 'HTTP',
        HealthCheckPath: '/health',
        Matcher: { HttpCode: '200-299' },
        TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '20' }],
      }),
      Listener: resource('AWS::ElasticLoadBalancingV2::Listener', {
        LoadBalancerArn: { Ref: 'Front' },
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [
          { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'Nothing here' } },
        ],
      }),
      Rule: resource('AWS::ElasticLoadBalancingV2::ListenerRule', {
        ListenerArn: { Ref: 'Listener' },
        Priority: 7,
        Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/shop', '/shop/*'] } }],
        Actions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Group' } }],
      }),
      Task: resource('AWS::ECS::TaskDefinition', {
        Family: 'shop-family',
        ContainerDefinitions: [
          {
            Name: 'shop-container',
            Image: {
              'Fn::Join': [
                '',
                [
                  partOfArn(4),
                  '.dkr.ecr.',
                  partOfArn(3),
                  '.',
                  { Ref: 'AWS::URLSuffix' },
                  '/',
                  { Ref: 'Images' },
                  ':v1',
                ],
              ],
            },
            PortMappings: [{ ContainerPort: 8080, HostPort: 0, Protocol: 'tcp' }],
            Environment: [{ Name: 'REGION', Value: { Ref: 'AWS::Region' } }],
            Secrets: [
              {
                Name: 'ENDPOINT',
                ValueFrom: arn('ssm', { 'Fn::Join': ['', ['parameter', { Ref: 'Endpoint' }]] }),
              },
            ],
            Memory: 512,
            ReadonlyRootFilesystem: true,
            StopTimeout: 45,
            User: '1000:1000',
            LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': { Ref: 'Logs' } } },
          },
        ],
      }),
      Service: {
        ...resource('AWS::ECS::Service', {
          ServiceName: 'shop-service',
          TaskDefinition: { Ref: 'Task' },
          DesiredCount: 2,
          DeploymentConfiguration: { MinimumHealthyPercent: 50, MaximumPercent: 150 },
          ForceNewDeployment: { EnableForceNewDeployment: true, ForceNewDeploymentNonce: 'v1' },
          LoadBalancers: [
            { ContainerName: 'shop-container', ContainerPort: 8080, TargetGroupArn: { Ref: 'Group' } },
          ],
        }),
        DependsOn: 'Rule',
      },
      Subscription: {
        ...resource('AWS::SNS::Subscription', {
          TopicArn: arn('sns', 'orders'),
          Protocol: 'http',
          Endpoint: atLoadBalancer('/shop/'),
          DeliveryPolicy: { healthyRetryPolicy: { numRetries: 3 } },
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
        }),
        DependsOn: ['Service', 'Rule'],
      },
    },
    Outputs: { Stage: { Value: 'shop' }, EnvironmentName: { Value: 'default' } },
  };
}
