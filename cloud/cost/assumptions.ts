/** The amount of one price that a resource uses. An absent amount is zero. */
export interface Use {
  /** A key of PRICES. */
  readonly price: string;
  readonly anHour?: number;
  readonly aMonth?: number;
  readonly anOrder?: number;
  /** For each request of an order at the load balancer. */
  readonly aRequest?: number;
  /** For each call of HQ's fulfillment API. */
  readonly aClaim?: number;
}

/**
 * A service's log of one request, as JSON, with the 26 bytes that CloudWatch adds to each line.
 * cloud/e2e/cost.e2e.ts measures it.
 */
export const LOG_BYTES_A_REQUEST = 1_000;

/** HQ's tables by the end of their names, with one participant. cloud/e2e/cost.e2e.ts measures the writes of orders and lanes. */
export const TABLE_USES: Readonly<Record<string, readonly Use[]>> = {
  // An order is recorded, then marked as published; each write changes the index of unpublished orders, too.
  orders: [
    { price: 'table write', anOrder: 4 },
    { price: 'table read', anHour: 1_500 },
    ...storedInTable(300),
  ],
  // A claim costs as much as the part of the lane that it is added to.
  lanes: [
    { price: 'table write', anOrder: 1, aClaim: 2, anHour: 3_300 },
    { price: 'table read', anHour: 18_000 },
    ...storedInTable(700),
  ],
  state: [
    { price: 'table write', anHour: 2_000 },
    { price: 'table read', anHour: 8_000 },
  ],
  participants: [{ price: 'table read', anHour: 2_500 }],
};

/** With the backup of point-in-time recovery. */
function storedInTable(bytesAnOrder: number): readonly Use[] {
  return ['table storage', 'table recovery'].map((price) => ({ price, anOrder: bytesAnOrder / 1e9 }));
}

interface FunctionRuns {
  /** Of one run. */
  readonly seconds: number;
  readonly anHour?: number;
  readonly aClaim?: number;
  /** Custom metrics that it writes: those of hq/lambda/tick-metrics.ts. */
  readonly metrics?: number;
}

/** HQ's functions by what they export. */
export const FUNCTION_RUNS: Readonly<Record<string, FunctionRuns>> = {
  api: { seconds: 0.05, aClaim: 1 },
  tick: { seconds: 52, anHour: 60, metrics: 7 },
  close: { seconds: 41, anHour: 60 },
};

/** Resources that each use the same, by type. */
export const TYPE_USES: Readonly<Record<string, readonly Use[]>> = {
  'AWS::ApiGatewayV2::Api': [{ price: 'HTTP API request', aClaim: 1 }],
  // API Gateway's line about a call, and Lambda's.
  'AWS::ApiGatewayV2::Stage': [{ price: 'log', aClaim: 800e-9 }],
  // Each request may have a connection of its own.
  'AWS::EC2::FlowLog': [{ price: 'log', aMonth: 3, aRequest: 800e-9 }],
  'AWS::ECR::Repository': [{ price: 'image storage', aMonth: 0.3 }],
  // The most metrics that Container Insights has for each of these.
  'AWS::ECS::Cluster': [{ price: 'metric', aMonth: 13 }],
  'AWS::ECS::Service': [{ price: 'metric', aMonth: 15 }],
  'AWS::ECS::TaskDefinition': [{ price: 'metric', aMonth: 10 }],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [
    { price: 'load balancer', anHour: 1 },
    // 25 new connections a second are a capacity unit.
    { price: 'load balancer capacity', aRequest: 1 / (25 * 3_600) },
    { price: 'data transfer in the region', aRequest: 2 * 3_000e-9 },
    { price: 'log', aRequest: LOG_BYTES_A_REQUEST / 1e9 },
  ],
  'AWS::Logs::MetricFilter': [{ price: 'metric', aMonth: 1 }],
  'AWS::SNS::Subscription': [{ price: 'SNS HTTP delivery', anOrder: 1 }],
  // HQ asks each dead-letter queue twice a minute.
  'AWS::SQS::Queue': [{ price: 'SQS request', anHour: 120 }],
};

/** What the numbers rest on, for people. */
export const ASSUMPTIONS: readonly string[] = [
  'No free tier, tax or discount. Every order succeeds at the first attempt. The ledger of the orders is kept for a month.',
  `A request at the load balancer: a connection of its own, 3000 bytes, ${LOG_BYTES_A_REQUEST} bytes of log, 800 bytes of flow log.`,
  "HQ's generator makes 1.3 million orders in a month of 730 hours, unless -c ordersPerMinute changes that.",
  'Stage hq alone is priced with three claims for each order.',
  'HQ serves one participant. In each minute its generator runs for 52 s and its ledger closer for 41 s.',
  'VPC flow logs: 3 GB a month for each stage, however many tasks run.',
  'Container Insights: at most 13 metrics for the cluster, 15 for a service, 10 for a task definition.',
  'Not counted, about a dollar a month together: access logs in S3, the storage of logs, the log of Container Insights, the assets of cdk bootstrap.',
  'Not counted: CPU credits of a T3 instance that is busy for long, and transfer to the internet.',
];
