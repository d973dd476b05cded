/**
 * What a template does not say: how much an order, or an hour, uses. Rather too much than too little.
 * hq/e2e/cost.e2e.ts holds those against the running programs that are marked as measured.
 */
export const ASSUMED = {
  /** Measured: a service's log for one request, as JSON, with what CloudWatch adds to every line. */
  logBytesARequest: 1_000,
  requestBytes: 3_000,
  /** Of the connection that each request may have of its own, as the interfaces on its way see it. */
  flowLogBytesARequest: 800,
  flowLogBytesAnInterfaceHour: 1_000_000,
  accessLogBytesARequest: 100,
  accessLogPutsAZoneHour: 12,
  /** Of one call of HQ's fulfillment API, start-up included. */
  apiCallSeconds: 0.05,
  /** API Gateway's line, and those that Lambda writes about a call. */
  apiLogBytesACall: 800,
  /** Of a function that a schedule runs, by what it exports: a tick spreads its orders, a run of the closing comes back. */
  runSeconds: { tick: 52, close: 41 } as Readonly<Record<string, number>>,
  runLogBytes: 1_500,
  /** What a tick measures. */
  tickMetrics: 6,
  imageGbARepository: 0.3,
  /** HQ asks every redrive queue once a minute, twice where something is in it. */
  queueRequestsAnHour: 120,
  /** Container Insights, at most: of the cluster, of each service and of each task family. */
  insightsMetrics: { cluster: 13, service: 15, family: 10 },
  insightsLogBytesATaskHour: 150_000,
  keptDays: 14,
} as const;

/** What is done to one of HQ's tables; the units are DynamoDB's, of 1 KB written and 4 KB read. */
export interface TableUse {
  readonly writesAnOrder: number;
  readonly writesAClaim: number;
  readonly readsAnOrder: number;
  readonly writesAnHour: number;
  readonly readsAnHour: number;
  readonly keptBytesAnOrder: number;
}

const UNUSED: TableUse = {
  writesAnOrder: 0,
  writesAClaim: 0,
  readsAnOrder: 0,
  writesAnHour: 0,
  readsAnHour: 0,
  keptBytesAnOrder: 0,
};

/** By the end of the table's name. Measured: writesAnOrder and writesAClaim. One participant. */
export const TABLE_USE: Readonly<Record<string, TableUse>> = {
  // Recorded, then marked as published; each changes the index of what waits for SNS.
  orders: { ...UNUSED, writesAnOrder: 4, readsAnOrder: 1, readsAnHour: 1_500, keptBytesAnOrder: 300 },
  // A claim costs as much as the part that it is added to; the orders of a bucket are few. A bucket is fenced and read in
  // nine lanes, as many as the stack's defaults make.
  lanes: {
    ...UNUSED,
    writesAnOrder: 1,
    writesAClaim: 2,
    writesAnHour: 3_300,
    readsAnHour: 18_000,
    keptBytesAnOrder: 700,
  },
  // What is counted, once for every bucket.
  state: { ...UNUSED, writesAnHour: 2_000, readsAnHour: 8_000 },
  // While orders are made, the generator reads every two seconds who is open.
  participants: { ...UNUSED, readsAnHour: 2_500 },
};

/** For people: what the numbers rest on. */
export const ASSUMPTIONS: readonly string[] = [
  'No free tier, tax, discount or transfer to the internet. Every order succeeds at once.',
  `A request at the load balancer: a connection of its own, ${ASSUMED.requestBytes} bytes, ${ASSUMED.logBytesARequest} bytes of log, ${ASSUMED.flowLogBytesARequest} of flow log.`,
  `A claim: one call of the fulfillment API, ${ASSUMED.apiCallSeconds * 1_000} ms of its function, two write units; an order: five more.`,
  `HQ with one participant, orders flowing; of every minute its generator runs for ${ASSUMED.runSeconds.tick ?? 0} s, the closing of the ledger for ${ASSUMED.runSeconds.close ?? 0} s. The ledger is kept for a month, logs for ${ASSUMED.keptDays} days.`,
  `Container Insights: up to ${ASSUMED.insightsMetrics.cluster} metrics for the cluster, ${ASSUMED.insightsMetrics.service} for a service, ${ASSUMED.insightsMetrics.family} for a task family.`,
  'A T3 instance that is busy for long is charged CPU credits on top. cdk bootstrap keeps a few MB in S3.',
];
