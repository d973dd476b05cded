import { isDeepStrictEqual } from 'node:util';
import { TOPICS } from '@interstella/infra/stages';
import type { Template } from '@interstella/local/platform/template';
import { FUNCTION_RUNS, TABLE_USES, TYPE_USES, type Use } from './assumptions.ts';

type Properties = Readonly<Record<string, unknown>>;
type Resources = Template['Resources'];

/** The price of a resource is not known here; the message completes `LogicalId (Type) …`. */
export class Unpriced extends Error {}

/** AWS charges other values of these properties in another way. */
const PRICED_VALUES: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  'AWS::ApiGatewayV2::Api': { ProtocolType: ['HTTP'] },
  'AWS::DynamoDB::Table': {
    BillingMode: ['PAY_PER_REQUEST'],
    PointInTimeRecoverySpecification: [{ PointInTimeRecoveryEnabled: true }],
  },
  'AWS::EC2::FlowLog': { LogDestinationType: [undefined, 'cloud-watch-logs'] },
  'AWS::ECS::Cluster': { ClusterSettings: [[{ Name: 'containerInsights', Value: 'enabled' }]] },
  'AWS::ECS::Service': { LaunchType: ['EC2', 'FARGATE'] },
  'AWS::ECS::TaskDefinition': { EphemeralStorage: [undefined] },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { Type: ['application'], Scheme: ['internet-facing'] },
  'AWS::Events::Rule': { ScheduleExpression: ['rate(1 minute)'] },
  'AWS::Logs::LogGroup': { LogGroupClass: [undefined, 'STANDARD'] },
  'AWS::SNS::Subscription': { Protocol: ['http', 'https'] },
  'AWS::SQS::Queue': { FifoQueue: [undefined, false] },
  'AWS::SSM::Parameter': { Tier: [undefined, 'Standard'] },
};

/** AWS does not charge these types, or charges another resource for them, or ASSUMPTIONS leaves them out. */
export const FREE_TYPES: ReadonlySet<string> = new Set(
  Object.entries({
    ApiGatewayV2: ['Integration', 'Route'],
    EC2: [
      ...['InternetGateway', 'LaunchTemplate', 'Route', 'RouteTable', 'SecurityGroup', 'SecurityGroupEgress'],
      ...['SecurityGroupIngress', 'Subnet', 'SubnetRouteTableAssociation', 'VPC', 'VPCGatewayAttachment'],
    ],
    ECS: ['CapacityProvider', 'ClusterCapacityProviderAssociations'],
    ElasticLoadBalancingV2: ['Listener', 'ListenerRule', 'TargetGroup'],
    Events: ['Rule'],
    IAM: ['InstanceProfile', 'Role'],
    Lambda: ['EventInvokeConfig', 'Permission'],
    Logs: ['LogGroup'],
    S3: ['Bucket', 'BucketPolicy'],
    SNS: ['TopicPolicy'],
    SQS: ['QueuePolicy'],
    SSM: ['Parameter'],
  }).flatMap(([service, types]) => types.map((type) => `AWS::${service}::${type}`)),
);

/** Types whose amounts depend on their properties, beside those of TYPE_USES. */
const SIZED: Readonly<Record<string, (properties: Properties, resources: Resources) => readonly Use[]>> = {
  'AWS::AutoScaling::AutoScalingGroup': instances,
  'AWS::CloudWatch::Alarm': ({ Metrics = [{ MetricStat: {} }] }) => {
    const metrics = listIn(Metrics).filter((metric) => 'MetricStat' in recordIn(metric));
    return [{ price: 'alarm metric', aMonth: metrics.length }];
  },
  'AWS::DynamoDB::Table': ({ TableName }) => namedIn(TABLE_USES, TableName, '-'),
  'AWS::ECS::Service': tasks,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ Subnets }) => [addresses(listIn(Subnets).length)],
  'AWS::Lambda::Function': functionRuns,
  // HQ publishes each order on each of its topics. The topic of the instances stays silent.
  'AWS::SNS::Topic': ({ TopicName }) =>
    TOPICS.some((topic) => String(TopicName).endsWith(`-${topic}`))
      ? [{ price: 'SNS publish', anOrder: 1 }]
      : [],
};

/** The amounts of prices that a resource of a template uses. @throws Unpriced */
export function usesOf(id: string, resources: Resources): readonly Use[] {
  const { Type: type = '', Properties: properties = {} } = resources[id] ?? {};
  for (const [name, values] of Object.entries(PRICED_VALUES[type] ?? {})) {
    if (!values.some((value) => isDeepStrictEqual(value, properties[name])))
      throw new Unpriced(`has no known price with ${name} ${JSON.stringify(properties[name])}.`);
  }
  const [same, sized] = [TYPE_USES[type], SIZED[type]];
  if (!same && !sized && !FREE_TYPES.has(type)) throw new Unpriced('is of a type that has no price here.');
  return [...(same ?? []), ...(sized?.(properties, resources) ?? [])];
}

/** Instances with their volumes and addresses. */
function instances(
  { LaunchTemplate, DesiredCapacity, MinSize }: Properties,
  resources: Resources,
): readonly Use[] {
  const launched = referred(recordIn(LaunchTemplate).LaunchTemplateId, resources);
  const { InstanceType, BlockDeviceMappings } = recordIn(launched.LaunchTemplateData);
  const count = Number(DesiredCapacity ?? MinSize);
  const volumes = listIn(BlockDeviceMappings).map((mapping) => recordIn(recordIn(mapping).Ebs));
  return [
    { price: String(InstanceType), anHour: count },
    addresses(count),
    ...volumes.map(({ VolumeType, VolumeSize }) => ({
      price: `${String(VolumeType)} volume`,
      aMonth: count * Number(VolumeSize),
    })),
  ];
}

/** On Fargate, AWS charges each task; on EC2, the instances that they run on. */
function tasks(
  { LaunchType, DesiredCount, TaskDefinition }: Properties,
  resources: Resources,
): readonly Use[] {
  if (LaunchType === 'EC2') return [];
  const { Cpu, Memory, RuntimePlatform } = referred(TaskDefinition, resources);
  const { CpuArchitecture = 'X86_64' } = recordIn(RuntimePlatform);
  const count = Number(DesiredCount);
  return [
    { price: `Fargate ${String(CpuArchitecture)} vCPU`, anHour: (count * Number(Cpu)) / 1_024 },
    { price: `Fargate ${String(CpuArchitecture)} memory`, anHour: (count * Number(Memory)) / 1_024 },
    addresses(count),
  ];
}

function functionRuns({ MemorySize, Architectures, Handler }: Properties): readonly Use[] {
  const { seconds, anHour = 0, aClaim = 0, metrics = 0 } = namedIn(FUNCTION_RUNS, Handler, '.');
  const [architecture = 'x86_64'] = listIn(Architectures);
  const gbSeconds = (seconds * Number(MemorySize)) / 1_024;
  return [
    { price: 'Lambda request', anHour, aClaim },
    { price: `Lambda ${String(architecture)}`, anHour: anHour * gbSeconds, aClaim: aClaim * gbSeconds },
    { price: 'metric', aMonth: metrics },
  ];
}

/** Each has one, since no stack has a NAT gateway. */
function addresses(count: number): Use {
  return { price: 'public IPv4 address', anHour: count };
}

/** The entry for a name that ends with the entry's key. @throws Unpriced */
function namedIn<Entry>(entries: Readonly<Record<string, Entry>>, name: unknown, separator: string): Entry {
  const key = String(name).split(separator).at(-1) ?? '';
  const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
  if (!entry) throw new Unpriced(`is called ${JSON.stringify(name)}, of which no use is known here.`);
  return entry;
}

/** The properties of the resource that a value refers to. @throws Unpriced */
function referred(reference: unknown, resources: Resources): Properties {
  const { Ref } = recordIn(reference);
  const resource = typeof Ref === 'string' ? resources[Ref] : undefined;
  if (!resource) throw new Unpriced(`refers to ${JSON.stringify(reference)}, which is not in the template.`);
  return resource.Properties ?? {};
}

function recordIn(value: unknown): Properties {
  return typeof value === 'object' && value !== null ? (value as Properties) : {};
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
