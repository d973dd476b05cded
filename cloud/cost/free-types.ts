/** Nothing is charged for these, however much they are used. */
const FREE: readonly string[] = [
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::Route',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::ECS::CapacityProvider',
  'AWS::ECS::ClusterCapacityProviderAssociations',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::IAM::InstanceProfile',
  'AWS::IAM::Role',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

/** What these cost is counted with another resource. */
const COUNTED_ELSEWHERE: readonly string[] = [
  // With the group that launches from it.
  'AWS::EC2::LaunchTemplate',
  // With the functions that it calls; schedules themselves are free.
  'AWS::Events::Rule',
  'AWS::Lambda::EventInvokeConfig',
];

/** Types that need no price of their own. Whatever is on no list is refused. */
export const FREE_TYPES: ReadonlySet<string> = new Set([...FREE, ...COUNTED_ELSEWHERE]);
