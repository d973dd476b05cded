import { ASSUMED } from './assumptions.ts';
import { hourly, logs, perOrder, type Pricer, Unpriced } from './cost-line.ts';
import { PRICES } from './prices.ts';
import { listIn, type Located, recordIn } from './template.ts';

/** A capacity unit is used up by whichever comes first. */
const LCU = { connectionsASecond: 25, bytesAnHour: 1e9 };

/** Hours, capacity units, and an address in each zone. */
const loadBalancer: Pricer = ({ id, properties }, { traffic }) => {
  if (properties.Type !== 'application')
    throw new Unpriced(`is of the type ${JSON.stringify(properties.Type)}.`);
  const zones = listIn(properties.Subnets).length;
  const unitsARequest = Math.max(
    1 / (LCU.connectionsASecond * 3_600),
    ASSUMED.requestBytes / LCU.bytesAnHour,
  );
  const addresses = properties.Scheme === 'internet-facing' ? zones : 0;
  return [
    { id, ...hourly('the load balancer', PRICES.loadBalancerHour) },
    { id, ...hourly(`${addresses} public IPv4 addresses`, addresses * PRICES.publicIpv4Hour) },
    {
      id,
      ...hourly('access logs', zones * ASSUMED.accessLogPutsAZoneHour * PRICES.objectPut),
    },
    { id, ...perOrder('capacity units', traffic.requests * unitsARequest * PRICES.lcuHour) },
    { id, ...perOrder('transfer', traffic.requests * 2 * (ASSUMED.requestBytes / 1e9) * PRICES.transferGb) },
  ];
};

const flowLog: Pricer = ({ id, properties }, { resources, traffic }) => {
  if (properties.LogDestinationType !== 'cloud-watch-logs')
    throw new Unpriced(`goes to ${JSON.stringify(properties.LogDestinationType)}.`);
  const bytesAnHour = interfacesIn(resources) * ASSUMED.flowLogBytesAnInterfaceHour;
  return [{ id, ...logs('flow logs', bytesAnHour, traffic.requests * ASSUMED.flowLogBytesARequest) }];
};

/** Of instances, load balancers and Fargate tasks. */
function interfacesIn(resources: readonly Located[]): number {
  return resources.reduce((sum, { type, properties }) => sum + (INTERFACES[type]?.(properties) ?? 0), 0);
}

const INTERFACES: Readonly<Record<string, (properties: Located['properties']) => number>> = {
  'AWS::AutoScaling::AutoScalingGroup': ({ DesiredCapacity, MinSize }) => Number(DesiredCapacity ?? MinSize),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ Subnets }) => listIn(Subnets).length,
  'AWS::ECS::Service': ({ LaunchType, DesiredCount }) =>
    LaunchType === 'FARGATE' ? Number(DesiredCount) : 0,
};

const httpApi: Pricer = ({ id, properties }, { traffic }) => {
  if (properties.ProtocolType !== 'HTTP')
    throw new Unpriced(`is of the type ${JSON.stringify(properties.ProtocolType)}.`);
  return [{ id, ...perOrder('requests', traffic.claims * PRICES.httpApiRequest) }];
};

const apiStage: Pricer = ({ id, properties }, { traffic }) =>
  recordIn(properties.AccessLogSettings).DestinationArn === undefined
    ? []
    : [
        {
          id,
          ...logs('access log, and the log of its function', 0, traffic.claims * ASSUMED.apiLogBytesACall),
        },
      ];

/** What connects. */
export const NETWORK_PRICERS: Readonly<Record<string, Pricer>> = {
  'AWS::ApiGatewayV2::Api': httpApi,
  'AWS::ApiGatewayV2::Stage': apiStage,
  'AWS::EC2::FlowLog': flowLog,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
};
