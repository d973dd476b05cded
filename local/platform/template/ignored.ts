/**
 * Everything in a stage's template that has no meaning on one machine, and why. What is neither read nor on these lists is
 * refused.
 */

const NETWORK = 'Everything listens on loopback; the machine has its network already.';
const PERMISSIONS = 'Programs of one user need no permissions from one another.';
const CAPACITY = 'The machine is the capacity.';
const TAGS = 'Tags are for bills and searches in an account.';
const KEEPING = 'Nothing here outlives the kit but what --data and the logs keep.';
const ISOLATION = 'A process is not isolated as a container is; --containers does it, from what is read.';

/** Type of resource → why none of it is read. */
export const IGNORED_TYPES: Readonly<Record<string, string>> = {
  'AWS::AutoScaling::AutoScalingGroup': CAPACITY,
  'AWS::EC2::FlowLog': NETWORK,
  'AWS::EC2::InternetGateway': NETWORK,
  'AWS::EC2::LaunchTemplate': CAPACITY,
  'AWS::EC2::Route': NETWORK,
  'AWS::EC2::RouteTable': NETWORK,
  'AWS::EC2::SecurityGroup': NETWORK,
  'AWS::EC2::SecurityGroupEgress': NETWORK,
  'AWS::EC2::SecurityGroupIngress': NETWORK,
  'AWS::EC2::Subnet': NETWORK,
  'AWS::EC2::SubnetRouteTableAssociation': NETWORK,
  'AWS::EC2::VPC': NETWORK,
  'AWS::EC2::VPCGatewayAttachment': NETWORK,
  'AWS::ECS::CapacityProvider': CAPACITY,
  'AWS::ECS::Cluster': 'There is one machine, and so one cluster.',
  'AWS::ECS::ClusterCapacityProviderAssociations': CAPACITY,
  'AWS::IAM::InstanceProfile': PERMISSIONS,
  'AWS::IAM::Role': PERMISSIONS,
  'AWS::S3::Bucket': "Holds the load balancer's access logs, which are not written here.",
  'AWS::S3::BucketPolicy': PERMISSIONS,
  'AWS::SNS::Topic':
    "Tells of instances; HQ's topics are not in this stack, and a subscription to one that is, is refused.",
  'AWS::SNS::TopicPolicy': PERMISSIONS,
  'AWS::SQS::QueuePolicy': PERMISSIONS,
};

/** Beside Type, Properties and DependsOn, of the resources that are read. */
export const IGNORED_RESOURCE_ATTRIBUTES: Readonly<Record<string, string>> = {
  DeletionPolicy: KEEPING,
  UpdateReplacePolicy: KEEPING,
};

/** Of the types that are read: path of a property → why it is not. `[]` is any element of a list, `[key]` an attribute. */
export const IGNORED_PROPERTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::ECR::Repository': {
    EmptyOnDelete: KEEPING,
    ImageScanningConfiguration: 'Nothing is pushed: tasks run the bundles that were built here.',
    LifecyclePolicy: KEEPING,
    Tags: TAGS,
  },
  'AWS::ECS::Service': {
    Cluster: 'There is one.',
    EnableECSManagedTags: TAGS,
    NetworkConfiguration: NETWORK,
    PropagateTags: TAGS,
    Tags: TAGS,
  },
  'AWS::ECS::TaskDefinition': {
    'ContainerDefinitions[].Cpu': CAPACITY,
    'ContainerDefinitions[].DockerSecurityOptions': ISOLATION,
    'ContainerDefinitions[].LinuxParameters': ISOLATION,
    'ContainerDefinitions[].LogConfiguration.Options.awslogs-region': 'Logs are files here.',
    'ContainerDefinitions[].LogConfiguration.Options.awslogs-stream-prefix':
      'A task has a file of its own in the folder of its log group.',
    'ContainerDefinitions[].LogConfiguration.Options.mode': 'Logs are files here.',
    'ContainerDefinitions[].MemoryReservation': CAPACITY,
    Cpu: CAPACITY,
    ExecutionRoleArn: PERMISSIONS,
    Memory: "What Fargate sells; the container's own limit is read.",
    NetworkMode: NETWORK,
    RequiresCompatibilities: CAPACITY,
    RuntimePlatform: CAPACITY,
    Tags: TAGS,
    TaskRoleArn: PERMISSIONS,
  },
  'AWS::ElasticLoadBalancingV2::Listener': { Tags: TAGS },
  'AWS::ElasticLoadBalancingV2::ListenerRule': { Tags: TAGS },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    'LoadBalancerAttributes[access_logs.s3.bucket]': 'The load balancer counts what it did instead.',
    'LoadBalancerAttributes[access_logs.s3.enabled]': 'The load balancer counts what it did instead.',
    'LoadBalancerAttributes[deletion_protection.enabled]': KEEPING,
    Scheme: NETWORK,
    SecurityGroups: NETWORK,
    Subnets: NETWORK,
    Tags: TAGS,
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    Port: 'For targets that have none of their own; ours all have.',
    Tags: TAGS,
    VpcId: NETWORK,
  },
  'AWS::Logs::LogGroup': { RetentionInDays: 'Log files are bounded by their size.', Tags: TAGS },
  'AWS::SQS::Queue': {
    SqsManagedSseEnabled: 'Queues are kept in memory, and never written anywhere.',
    Tags: TAGS,
  },
  'AWS::SSM::Parameter': { Description: 'For a person who looks at it in an account.' },
};
