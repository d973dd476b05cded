import { ASSUMED, TABLE_USE } from './assumptions.ts';
import { hourly, monthly, perOrder, type Pricer, Unpriced } from './cost-line.ts';
import { PRICES } from './prices.ts';
import { listIn, recordIn } from './template.ts';

const table: Pricer = ({ id, properties }, { traffic }) => {
  const { TableName, BillingMode, PointInTimeRecoverySpecification } = properties;
  if (BillingMode !== 'PAY_PER_REQUEST') throw new Unpriced('has provisioned capacity.');
  const [, use] = Object.entries(TABLE_USE).find(([end]) => String(TableName).endsWith(`-${end}`)) ?? [];
  if (!use)
    throw new Unpriced(`is a table of which nobody said how it is used: ${JSON.stringify(TableName)}.`);
  const isRecoverable = recordIn(PointInTimeRecoverySpecification).PointInTimeRecoveryEnabled === true;
  const usdAGb = PRICES.tableStoredGbMonth + (isRecoverable ? PRICES.recoveryStoredGbMonth : 0);
  const writes = use.writesAnOrder + traffic.claims * use.writesAClaim;
  return [
    {
      id,
      what: 'writes and reads',
      usdAnHour: use.writesAnHour * PRICES.tableWrite + use.readsAnHour * PRICES.tableRead,
      usdAMillionOrders: (writes * PRICES.tableWrite + use.readsAnOrder * PRICES.tableRead) * 1e6,
    },
    { id, ...perOrder('kept for a month', (use.keptBytesAnOrder / 1e9) * usdAGb) },
  ];
};

/** HQ publishes every order on each of its topics; what tells of instances is silent in comparison. */
const topic: Pricer = ({ id }, { resources }) => {
  const isOrders = !resources.some(({ type }) => type === 'AWS::AutoScaling::AutoScalingGroup');
  return isOrders ? [{ id, ...perOrder('publishing', PRICES.snsRequest) }] : [];
};

/** Whoever owns the topic pays for its deliveries: in an account of your own, you. */
const subscription: Pricer = ({ id, properties }) => {
  if (properties.Protocol !== 'http' && properties.Protocol !== 'https')
    throw new Unpriced(`delivers by ${JSON.stringify(properties.Protocol)}.`);
  return [{ id, ...perOrder('HTTP deliveries', PRICES.snsHttpDelivery) }];
};

const queue: Pricer = ({ id, properties }) => {
  if (properties.FifoQueue === true) throw new Unpriced('is a FIFO queue.');
  return [{ id, ...hourly('looked at by HQ', ASSUMED.queueRequestsAnHour * PRICES.sqsRequest) }];
};

const repository: Pricer = ({ id }) => [
  {
    id,
    ...hourly(
      `${ASSUMED.imageGbARepository} GB of images`,
      monthly(ASSUMED.imageGbARepository * PRICES.imagesStoredGbMonth),
    ),
  },
];

const bucket: Pricer = ({ id }, { traffic }) => {
  const months = ASSUMED.keptDays / 30;
  const gb = (traffic.requests * ASSUMED.accessLogBytesARequest) / 1e9;
  return [{ id, ...perOrder('access logs', gb * months * PRICES.objectsStoredGbMonth) }];
};

/** What is written to it is counted with who writes. What is kept is counted for as long as all of ours are. */
const logGroup: Pricer = ({ properties: { LogGroupClass, RetentionInDays } }) => {
  if (LogGroupClass !== undefined && LogGroupClass !== 'STANDARD')
    throw new Unpriced(`is of the class ${JSON.stringify(LogGroupClass)}.`);
  if (RetentionInDays !== ASSUMED.keptDays) {
    const kept = typeof RetentionInDays === 'number' ? `for ${RetentionInDays} days` : 'for ever';
    throw new Unpriced(`keeps logs ${kept}, and not for ${ASSUMED.keptDays} days.`);
  }
  return [];
};

/** By the metrics that it looks at; one alone has no list of them. */
const alarm: Pricer = ({ id, properties: { Metrics } }) => {
  const looked = listIn(Metrics).filter((one) => recordIn(one).MetricStat !== undefined);
  return [{ id, ...hourly('the alarm', monthly(Math.max(1, looked.length) * PRICES.alarmMetricMonth)) }];
};

/** Is charged only in hours in which something is found; counted as if that were always so. */
const metricFilter: Pricer = ({ id }) => [{ id, ...hourly('its metric', monthly(PRICES.metricMonth)) }];

const parameter: Pricer = ({ properties: { Tier } }) => {
  if (Tier !== undefined && Tier !== 'Standard')
    throw new Unpriced(`is of the tier ${JSON.stringify(Tier)}.`);
  return [];
};

/** What holds something, or passes it on. */
export const STORAGE_PRICERS: Readonly<Record<string, Pricer>> = {
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::DynamoDB::Table': table,
  'AWS::ECR::Repository': repository,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::Logs::MetricFilter': metricFilter,
  'AWS::S3::Bucket': bucket,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::Topic': topic,
  'AWS::SQS::Queue': queue,
  'AWS::SSM::Parameter': parameter,
};
