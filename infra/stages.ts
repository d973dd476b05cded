/**
 * The migration as data: the resources, what each image tag of the monolith still gathers, and what each stage deploys.
 * Does not load the CDK, so that the stacks, the image build, the local runner and the tests can all read it.
 */

/**
 * The resources that Interstella trades, in the order in which the monolith gathers them and in which they leave it. To add
 * a resource, add its name here and a folder with its microservice.
 */
export const RESOURCES = ['iridium', 'magnesite'] as const;

export type Resource = (typeof RESOURCES)[number];
export type Topic = 'orders' | Resource;
export type ServiceName = 'monolith' | Resource;
export type MonolithTag = 'latest' | `no${Resource}`;
export type ImageTag = MonolithTag;

/** The topics: one for bundles, and one per resource. HQ publishes every order on all of them. */
export const TOPICS: readonly Topic[] = ['orders', ...RESOURCES];

/** Image tag of the monolith → the resources that it still gathers; baked into the image as a build argument. */
export const MONOLITH_GATHERS: Readonly<Record<MonolithTag, readonly Resource[]>> = {
  latest: RESOURCES,
  ...(Object.fromEntries<readonly Resource[]>(
    RESOURCES.map((resource, index) => [`no${resource}`, RESOURCES.slice(index + 1)]),
  ) as Record<`no${Resource}`, readonly Resource[]>),
};

/** The default environment name: the prefix of the names of topics, queues, services and parameters. */
export const DEFAULT_ENVIRONMENT_NAME = 'interstella';

/**
 * How SNS retries a delivery that was not answered 2xx: four times after 5 s, eight times backing off to a minute, then
 * every minute, for about 29 minutes in all. After that it moves the message to the subscription's dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const DELIVERY_POLICY = {
  healthyRetryPolicy: {
    minDelayTarget: 5,
    maxDelayTarget: 60,
    numRetries: 38,
    numNoDelayRetries: 0,
    numMinDelayRetries: 4,
    numMaxDelayRetries: 26,
    backoffFunction: 'exponential',
  },
} as const;

/**
 * Default of the most deliveries per second to one subscription, including retries: enough for a rehearsal at 200 orders/s,
 * since this machine and AWS use the same number. HQ's API has room for one participant that catches up at this rate, so
 * that the others are not throttled.
 */
export const MAX_RECEIVES_PER_SECOND = 250;

/** The delivery policy of a subscription. */
export function deliveryPolicy(maxReceivesPerSecond: number) {
  return { ...DELIVERY_POLICY, throttlePolicy: { maxReceivesPerSecond } };
}

/**
 * The retry window: how long SNS may retry under that policy if every attempt takes its limit of 15 s. An order that is open
 * for longer is overdue.
 */
export const RETRY_WINDOW_MS = 45 * 60_000;

/** The properties of a service that are the same in every stage. */
export interface Service {
  readonly name: ServiceName;
  readonly launchType: 'EC2' | 'FARGATE';
  readonly containerPort: number;
  /** The topic whose deliveries it handles. */
  readonly topic: Topic;
  /** The path that they are posted to. */
  readonly ordersPath: `/${string}/`;
  readonly healthCheckPath: `/${string}`;
  /** CPU units, 1024 to a vCPU: reserved on EC2, bought on Fargate. */
  readonly cpu: number;
  /** MiB: ECS kills the container when it uses more; on Fargate also the size that is bought. */
  readonly memory: number;
  /** MiB to reserve, the soft limit of the labs. */
  readonly memoryReservation: number;
}

const MONOLITH: Service = {
  name: 'monolith',
  launchType: 'EC2',
  containerPort: 5000,
  topic: 'orders',
  ordersPath: '/order/',
  healthCheckPath: '/',
  cpu: 128,
  memory: 512,
  memoryReservation: 128,
};

/** Container port 8080, since the lab's 80 needs root on Fargate. */
const microservice = (resource: Resource): Service => ({
  name: resource,
  launchType: 'FARGATE',
  containerPort: 8080,
  topic: resource,
  ordersPath: `/${resource}/`,
  healthCheckPath: `/${resource}/`,
  cpu: 256,
  memory: 512,
  memoryReservation: 128,
});

export const SERVICES: readonly Service[] = [MONOLITH, ...RESOURCES.map(microservice)];

export function serviceNamed(name: ServiceName): Service {
  const service = SERVICES.find((one) => one.name === name);
  if (!service) throw new Error(`There is no service ${name}.`);
  return service;
}

/** The platform of all tasks, for which images must be built. */
export const PLATFORM = 'linux/amd64';

/** An image to build, with its build arguments. */
export interface Image {
  readonly service: ServiceName;
  readonly tag: ImageTag;
  /** The build argument of the monolith; absent for the others. */
  readonly gathers?: readonly Resource[];
}

export const IMAGES: readonly Image[] = [
  ...(Object.keys(MONOLITH_GATHERS) as MonolithTag[]).map((tag) => ({
    service: 'monolith' as const,
    tag,
    gathers: MONOLITH_GATHERS[tag],
  })),
  ...RESOURCES.map((service) => ({ service, tag: 'latest' as const })),
];

/** A task definition of a stage. */
export interface StageTask {
  readonly service: ServiceName;
  readonly imageTag: ImageTag;
  /** Whether it runs as an ECS service behind the load balancer, or by run-task. */
  readonly runBy: 'service' | 'run-task';
}

export interface ListenerRule {
  readonly priority: number;
  readonly pathPattern: `/${string}*`;
  readonly service: ServiceName;
}

/** The subscription of a service to a topic, through the load balancer. */
export interface StageSubscription {
  readonly topic: Topic;
  readonly service: ServiceName;
}

export interface Stage {
  readonly name: string;
  /** The part of the labs. */
  readonly lab: string;
  /** What the stage brings, in a few words. */
  readonly brings: string;
  readonly stack: 'InterstellaHq' | 'Interstella';
  readonly tasks: readonly StageTask[];
  /** The service that gets requests without a matching rule. Absent: there is no load balancer. */
  readonly defaultTarget?: ServiceName;
  readonly listenerRules: readonly ListenerRule[];
  readonly subscriptions: readonly StageSubscription[];
}

const NOTHING_RUNS = { tasks: [], listenerRules: [], subscriptions: [] } as const;

/** The monolith behind the load balancer, with the microservices of the stage. */
function running(monolithTag: MonolithTag, microservices: readonly Resource[]) {
  const gathersNothing = MONOLITH_GATHERS[monolithTag].length === 0;
  const orders: readonly StageSubscription[] = gathersNothing
    ? []
    : [{ topic: 'orders', service: 'monolith' }];
  return {
    stack: 'Interstella',
    tasks: [
      { service: 'monolith', imageTag: monolithTag, runBy: 'service' },
      ...microservices.map((service) => ({ service, imageTag: 'latest', runBy: 'service' }) as const),
    ],
    defaultTarget: 'monolith',
    listenerRules: microservices.map((service, index) => ({
      priority: index + 1,
      pathPattern: `/${service}*` as const,
      service,
    })),
    subscriptions: [...orders, ...microservices.map((service) => ({ topic: service, service }))],
  } satisfies Omit<Stage, 'name' | 'lab' | 'brings'>;
}

/** The two stages that move a resource: first its microservice works beside the monolith, then instead of it. */
function takingOut(resource: Resource, index: number): readonly Stage[] {
  const microservices = RESOURCES.slice(0, index + 1);
  const previous = RESOURCES[index - 1];
  const [beside, instead] = previous ? ['4 again', '4 again'] : ['4, steps 1–7', '4, steps 8–11'];
  return [
    {
      name: resource,
      lab: beside,
      brings: `the ${resource} microservice on Fargate, at /${resource}*`,
      ...running(previous ? `no${previous}` : 'latest', microservices),
    },
    {
      name: `no${resource}`,
      lab: instead,
      brings: `a monolith that gathers no ${resource} any more`,
      ...running(`no${resource}`, microservices),
    },
  ];
}

/** In the order of the migration; each step goes to a neighbour, forwards or backwards. */
export const STAGES: readonly Stage[] = [
  {
    name: 'hq',
    lab: 'admin',
    brings: 'Interstella HQ: topics, fulfillment API, ledger, order generator',
    stack: 'InterstellaHq',
    ...NOTHING_RUNS,
  },
  {
    name: 'workshop',
    lab: 'setup',
    brings: 'network, ECS cluster, image repositories, log groups',
    stack: 'Interstella',
    ...NOTHING_RUNS,
  },
  {
    name: 'task',
    lab: '2',
    brings: "the monolith's task definition, for run-task",
    stack: 'Interstella',
    ...NOTHING_RUNS,
    tasks: [{ service: 'monolith', imageTag: 'latest', runBy: 'run-task' }],
  },
  {
    name: 'alb',
    lab: '3',
    brings: 'the monolith as a service behind a load balancer, subscribed to the orders topic',
    ...running('latest', []),
  },
  ...RESOURCES.flatMap(takingOut),
];
