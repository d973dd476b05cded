import { ASSUMED } from './assumptions.ts';
import {
  type CostLine,
  hourly,
  logs,
  monthly,
  perOrder,
  priceOf,
  type Pricer,
  Unpriced,
} from './cost-line.ts';
import { PRICES } from './prices.ts';
import { listIn, type Located, type Properties, recordIn, referenceIn } from './template.ts';

type Line = Omit<CostLine, 'id'>;

const withId = (id: string, lines: readonly Line[]): readonly CostLine[] =>
  lines.map((line) => ({ id, ...line }));

/** The instances that are always there, with their volumes and addresses. */
const autoScalingGroup: Pricer = ({ id, properties }, { resources }) => {
  const template = recordIn(properties.LaunchTemplate).LaunchTemplateId;
  const launched = resources.find((one) => one.id === referenceIn(template));
  if (!launched) throw new Unpriced('launches from no template that is here.');
  const count = Number(properties.DesiredCapacity ?? properties.MinSize);
  const data = recordIn(launched.properties.LaunchTemplateData);
  const type = data.InstanceType;
  const lines = [
    hourly(`${count} × ${String(type)}`, count * priceOf(PRICES.instanceHour, type, 'instance type')),
    ...listIn(data.BlockDeviceMappings).map((mapping) => volume(recordIn(recordIn(mapping).Ebs), count)),
  ];
  const hasAddress = listIn(data.NetworkInterfaces).some(
    (one) => recordIn(one).AssociatePublicIpAddress === true,
  );
  return withId(id, hasAddress ? [...lines, addresses(count)] : lines);
};

function volume({ VolumeType, VolumeSize }: Properties, count: number): Line {
  const usdAMonth = Number(VolumeSize) * priceOf(PRICES.volumeGbMonth, VolumeType, 'volume type');
  return hourly(`${count} × ${String(VolumeSize)} GB ${String(VolumeType)}`, count * monthly(usdAMonth));
}

function addresses(count: number): Line {
  return hourly(
    `${count} public IPv4 ${count === 1 ? 'address' : 'addresses'}`,
    count * PRICES.publicIpv4Hour,
  );
}

/** A service's tasks, where they are bought one by one, and what they log. */
const service: Pricer = ({ id, properties }, { resources, traffic }) => {
  const { LaunchType, DesiredCount } = properties;
  const count = Number(DesiredCount);
  const definition = resources.find((one) => one.id === referenceIn(properties.TaskDefinition));
  if (!definition) throw new Unpriced('has a task definition that is not here.');
  const shared = [
    logs("the service's log", 0, (traffic.requestsAt.get(id) ?? 0) * ASSUMED.logBytesARequest),
    ...insightsOf(resources, ASSUMED.insightsMetrics.service, count),
  ];
  // Its tasks are on instances, which are paid whatever runs there.
  if (LaunchType === 'EC2') return withId(id, shared);
  if (LaunchType !== 'FARGATE') throw new Unpriced(`has the launch type ${JSON.stringify(LaunchType)}.`);
  const { AssignPublicIp } = recordIn(recordIn(properties.NetworkConfiguration).AwsvpcConfiguration);
  return withId(id, [
    fargate(definition.properties, count),
    ...(AssignPublicIp === 'ENABLED' ? [addresses(count)] : []),
    ...shared,
  ]);
};

function fargate({ Cpu, Memory, RuntimePlatform, EphemeralStorage }: Properties, count: number): Line {
  if (EphemeralStorage !== undefined) throw new Unpriced('has more than the 20 GB that come with a task.');
  const { CpuArchitecture = 'X86_64' } = recordIn(RuntimePlatform);
  const rates = PRICES.fargate[String(CpuArchitecture)];
  if (!rates) throw new Unpriced(`has the architecture ${JSON.stringify(CpuArchitecture)}.`);
  const [vcpus, gb] = [Number(Cpu) / 1_024, Number(Memory) / 1_024];
  const usdATaskHour = vcpus * rates.vcpuHour + gb * rates.gbHour;
  return hourly(`${count} × Fargate ${vcpus} vCPU, ${gb} GB`, count * usdATaskHour);
}

/** Container Insights, where the cluster has it: metrics, and the log that they are made from. */
function insightsOf(resources: readonly Located[], metrics: number, tasks: number): readonly Line[] {
  const isOn = resources.some(
    ({ type, properties }) =>
      type === 'AWS::ECS::Cluster' &&
      listIn(properties.ClusterSettings).some((setting) => {
        const { Name, Value } = recordIn(setting);
        if (Name === 'containerInsights' && Value === 'enhanced')
          throw new Unpriced('has enhanced Container Insights, which are charged in another way.');
        return Name === 'containerInsights' && Value === 'enabled';
      }),
  );
  if (!isOn) return [];
  return [
    hourly(`Container Insights, ${metrics} metrics`, monthly(metrics * PRICES.metricMonth)),
    ...(tasks > 0 ? [logs("Container Insights' log", tasks * ASSUMED.insightsLogBytesATaskHour, 0)] : []),
  ];
}

const cluster: Pricer = ({ id }, { resources }) =>
  withId(id, insightsOf(resources, ASSUMED.insightsMetrics.cluster, 0));

const taskDefinition: Pricer = ({ id }, { resources }) =>
  withId(id, insightsOf(resources, ASSUMED.insightsMetrics.family, 0));

/** Called by API Gateway for every claim, or by a schedule; arm64 or x86. */
const lambdaFunction: Pricer = ({ id, properties }, { resources, traffic }) => {
  const { MemorySize, Architectures, Handler } = properties;
  const [architecture = 'x86_64'] = listIn(Architectures);
  const usdASecond =
    (Number(MemorySize) / 1_024) * priceOf(PRICES.lambdaGbSecond, architecture, 'architecture');
  const usdOf = (seconds: number) => PRICES.lambdaRequest + seconds * usdASecond;
  const runsAnHour = scheduledRuns(id, resources);
  const isApi = resources.some(
    ({ type, properties: { IntegrationUri } }) =>
      type === 'AWS::ApiGatewayV2::Integration' && referenceIn(IntegrationUri) === id,
  );
  if (!isApi && runsAnHour === 0) throw new Unpriced('is called by nobody that is known here.');
  const handler = String(Handler).split('.').at(-1) ?? '';
  return withId(id, [
    ...(runsAnHour > 0 ? scheduled(handler, runsAnHour, usdOf) : []),
    ...(isApi ? [perOrder('calls', traffic.claims * usdOf(ASSUMED.apiCallSeconds))] : []),
  ]);
};

function scheduled(handler: string, runsAnHour: number, usdOf: (seconds: number) => number): readonly Line[] {
  const seconds = ASSUMED.runSeconds[handler];
  if (seconds === undefined)
    throw new Unpriced(`runs ${JSON.stringify(handler)}, of which nobody said how long.`);
  return [
    hourly(`${runsAnHour} runs an hour, ${seconds} s each`, runsAnHour * usdOf(seconds)),
    logs("the function's log", runsAnHour * ASSUMED.runLogBytes, 0),
    ...(handler === 'tick'
      ? [hourly(`${ASSUMED.tickMetrics} metrics`, monthly(ASSUMED.tickMetrics * PRICES.metricMonth))]
      : []),
  ];
}

function scheduledRuns(id: string, resources: readonly Located[]): number {
  const runs = resources
    .filter(
      ({ type, properties: { Targets } }) =>
        type === 'AWS::Events::Rule' && listIn(Targets).some((one) => referenceIn(recordIn(one).Arn) === id),
    )
    .map(({ properties: { ScheduleExpression } }) => runsAnHour(String(ScheduleExpression)));
  return runs.reduce((sum, count) => sum + count, 0);
}

/** @throws Unpriced for a schedule that is not every so many minutes or hours */
function runsAnHour(schedule: string): number {
  const [, every, unit] = /^rate\((\d+) (minute|hour)s?\)$/.exec(schedule) ?? [];
  if (every === undefined) throw new Unpriced(`is called on the schedule ${JSON.stringify(schedule)}.`);
  return (unit === 'minute' ? 60 : 1) / Number(every);
}

/** What computes. */
export const COMPUTE_PRICERS: Readonly<Record<string, Pricer>> = {
  'AWS::AutoScaling::AutoScalingGroup': autoScalingGroup,
  'AWS::ECS::Cluster': cluster,
  'AWS::ECS::Service': service,
  'AWS::ECS::TaskDefinition': taskDefinition,
  'AWS::Lambda::Function': lambdaFunction,
};
