/**
 * When the prices were written down, as people write a date. They are the list prices as they are commonly known; none
 * has been compared with the pages below. Whoever does that corrects what differs, and has `cost` say so.
 */
export const PRICES_WRITTEN_DOWN = '2026-11-20';
export const PRICED_REGION = 'us-east-1';

/** Where to look whether they still hold. */
export const PRICE_PAGES: readonly string[] = [
  'https://aws.amazon.com/ec2/pricing/on-demand/',
  'https://aws.amazon.com/ebs/pricing/',
  'https://aws.amazon.com/vpc/pricing/',
  'https://aws.amazon.com/fargate/pricing/',
  'https://aws.amazon.com/elasticloadbalancing/pricing/',
  'https://aws.amazon.com/cloudwatch/pricing/',
  'https://aws.amazon.com/ecr/pricing/',
  'https://aws.amazon.com/s3/pricing/',
  'https://aws.amazon.com/sns/pricing/',
  'https://aws.amazon.com/sqs/pricing/',
  'https://aws.amazon.com/api-gateway/pricing/',
  'https://aws.amazon.com/lambda/pricing/',
  'https://aws.amazon.com/dynamodb/pricing/on-demand/',
];

/** US dollars, on demand, without taxes and without any free tier. A month has 730 hours; a GB is 10⁹ bytes here. */
export const PRICES = {
  /** By instance type, Linux. */
  instanceHour: { 't3.micro': 0.0104, 't3.small': 0.0208, 't3.medium': 0.0416 } as Readonly<
    Record<string, number>
  >,
  /** By volume type. */
  volumeGbMonth: { gp3: 0.08 } as Readonly<Record<string, number>>,
  /** Of every address, also of one in use. */
  publicIpv4Hour: 0.005,
  fargate: {
    X86_64: { vcpuHour: 0.04048, gbHour: 0.004445 },
    ARM64: { vcpuHour: 0.03238, gbHour: 0.00356 },
  } as Readonly<Record<string, { readonly vcpuHour: number; readonly gbHour: number }>>,
  loadBalancerHour: 0.0225,
  /** A capacity unit: 25 new connections a second, or 1 GB an hour, whichever is more. */
  lcuHour: 0.008,
  logsIngestedGb: 0.5,
  logsStoredGbMonth: 0.03,
  metricMonth: 0.3,
  /** Of each metric that an alarm looks at, once a minute. */
  alarmMetricMonth: 0.1,
  /** Between public addresses of a region, each direction. */
  transferGb: 0.01,
  imagesStoredGbMonth: 0.1,
  objectsStoredGbMonth: 0.023,
  objectPut: 0.005 / 1_000,
  snsRequest: 0.5 / 1e6,
  snsHttpDelivery: 0.6 / 1e6,
  sqsRequest: 0.4 / 1e6,
  httpApiRequest: 1 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  lambdaGbSecond: { arm64: 0.0000133334, x86_64: 0.0000166667 } as Readonly<Record<string, number>>,
  tableWrite: 0.625 / 1e6,
  tableRead: 0.125 / 1e6,
  tableStoredGbMonth: 0.25,
  recoveryStoredGbMonth: 0.2,
} as const;

export const HOURS_A_MONTH = 730;
