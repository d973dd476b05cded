/** When these prices were written down. They come from memory: nobody has compared them with the pages below. */
export const PRICES_WRITTEN_DOWN = '2026-11-20';
export const PRICED_REGION = 'us-east-1';

export const HOURS_A_MONTH = 730;

export interface Price {
  /** US dollars, on demand, without taxes and without any free tier. */
  readonly usd: number;
  /** What one buys for that. */
  readonly unit: string;
  /** Where AWS publishes the price, below https://aws.amazon.com/. */
  readonly page: string;
}

const EC2 = 'ec2/pricing/on-demand/';
const FARGATE = 'fargate/pricing/';
const CLOUDWATCH = 'cloudwatch/pricing/';
const SNS = 'sns/pricing/';
const LAMBDA = 'lambda/pricing/';
const DYNAMODB = 'dynamodb/pricing/on-demand/';

export const PRICES = {
  't3.micro': { usd: 0.0104, unit: 'hour', page: EC2 },
  't3.small': { usd: 0.0208, unit: 'hour', page: EC2 },
  't3.medium': { usd: 0.0416, unit: 'hour', page: EC2 },
  'gp3 volume': { usd: 0.08, unit: 'GB-month', page: 'ebs/pricing/' },
  'public IPv4 address': { usd: 0.005, unit: 'hour', page: 'vpc/pricing/' },
  'Fargate X86_64 vCPU': { usd: 0.04048, unit: 'hour', page: FARGATE },
  'Fargate X86_64 memory': { usd: 0.004445, unit: 'GB-hour', page: FARGATE },
  'Fargate ARM64 vCPU': { usd: 0.03238, unit: 'hour', page: FARGATE },
  'Fargate ARM64 memory': { usd: 0.00356, unit: 'GB-hour', page: FARGATE },
  'load balancer': { usd: 0.0225, unit: 'hour', page: 'elasticloadbalancing/pricing/' },
  'load balancer capacity': { usd: 0.008, unit: 'LCU-hour', page: 'elasticloadbalancing/pricing/' },
  'data transfer in the region': { usd: 0.01, unit: 'GB, each direction', page: EC2 },
  log: { usd: 0.5, unit: 'GB ingested', page: CLOUDWATCH },
  metric: { usd: 0.3, unit: 'month', page: CLOUDWATCH },
  'alarm metric': { usd: 0.1, unit: 'month', page: CLOUDWATCH },
  'image storage': { usd: 0.1, unit: 'GB-month', page: 'ecr/pricing/' },
  'SNS publish': { usd: 0.5e-6, unit: 'request', page: SNS },
  'SNS HTTP delivery': { usd: 0.6e-6, unit: 'delivery', page: SNS },
  'SQS request': { usd: 0.4e-6, unit: 'request', page: 'sqs/pricing/' },
  'HTTP API request': { usd: 1e-6, unit: 'request', page: 'api-gateway/pricing/' },
  'Lambda request': { usd: 0.2e-6, unit: 'request', page: LAMBDA },
  'Lambda arm64': { usd: 0.0000133334, unit: 'GB-second', page: LAMBDA },
  'Lambda x86_64': { usd: 0.0000166667, unit: 'GB-second', page: LAMBDA },
  'table write': { usd: 0.625e-6, unit: 'write unit of 1 KB', page: DYNAMODB },
  'table read': { usd: 0.125e-6, unit: 'read unit of 4 KB', page: DYNAMODB },
  'table storage': { usd: 0.25, unit: 'GB-month', page: DYNAMODB },
  'table recovery': { usd: 0.2, unit: 'GB-month', page: DYNAMODB },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof PRICES;

export const PRICE_PAGES: readonly string[] = [
  ...new Set(Object.values(PRICES).map(({ page }) => `https://aws.amazon.com/${page}`)),
];
