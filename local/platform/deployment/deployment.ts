/** Of one service: as many as the CDK app allows. */
export const MOST_TASKS = 6;

/**
 * What a stage's template deploys, as far as it means something on one machine: every intrinsic function resolved, and
 * nothing in it that is not the template's. Plain data, so that it travels between processes as JSON.
 */
export interface Deployment {
  /** The stage that the template says it is, such as `iridium`. */
  readonly stage: string;
  readonly environmentName: string;
  /** Absent in the stages that have none. */
  readonly listener?: Listener;
  readonly targetGroups: readonly TargetGroup[];
  /** Those that a service runs, and those that wait for run-task. */
  readonly taskDefinitions: readonly TaskDefinition[];
  readonly services: readonly Service[];
  readonly queues: readonly Queue[];
  readonly subscriptions: readonly Subscription[];
  /** What the stage itself puts into Parameter Store; never a key. */
  readonly parameters: readonly Parameter[];
}

/** Where the load balancer listens, and to whom it sends what. */
export interface Listener {
  /** The load balancer's own name. */
  readonly loadBalancer: string;
  readonly port: number;
  /** How long a connection may be silent, in seconds: a client's, or a target's that does not answer. */
  readonly idleTimeoutS: number;
  /** Whether headers with invalid names are left out. */
  readonly dropInvalidHeaders: boolean;
  /** The lowest priority number that matches decides. */
  readonly rules: readonly Rule[];
  readonly defaultAction: Action;
}

export interface Rule {
  readonly priority: number;
  /** Case-sensitive; `*` is any number of characters, also none, and `?` is exactly one. One of them must match. */
  readonly pathPatterns: readonly string[];
  readonly action: Action;
}

export type Action =
  | { readonly type: 'forward'; readonly targetGroup: string }
  | {
      readonly type: 'fixed-response';
      readonly statusCode: number;
      readonly contentType: string;
      readonly body: string;
    };

export interface TargetGroup {
  readonly name: string;
  readonly healthCheck: HealthCheck;
  /** How long a target that was deregistered may end what it has in hand, in seconds. */
  readonly deregistrationDelayS: number;
  readonly algorithm: 'round_robin' | 'least_outstanding_requests';
}

export interface HealthCheck {
  readonly path: string;
  readonly intervalS: number;
  readonly timeoutS: number;
  /** Passes in a row that make an unhealthy target healthy. */
  readonly healthyThreshold: number;
  /** Failures in a row that make a healthy target unhealthy. */
  readonly unhealthyThreshold: number;
  /** As the template has it: `200`, `200,202` or `200-299`. */
  readonly matcher: string;
}

/** One container; ours have no other. */
export interface TaskDefinition {
  /** The logical id, by which services refer to it. */
  readonly id: string;
  readonly family: string;
  readonly container: string;
  /** Of the image: the repository's name and the tag, without the registry. */
  readonly image: { readonly repository: string; readonly tag: string };
  readonly containerPort: number;
  /** Of the machine; 0 for any. */
  readonly hostPort: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Variable → name of the parameter that holds its value. */
  readonly secrets: Readonly<Record<string, string>>;
  /** From SIGTERM to SIGKILL, in seconds. */
  readonly stopTimeoutS: number;
  readonly readonlyRootFilesystem: boolean;
  readonly user: string;
  /** MiB at which the container is ended. */
  readonly memory: number;
  /** Of CloudWatch; the local log is called the same. */
  readonly logGroup: string;
}

export interface Service {
  readonly name: string;
  readonly taskDefinition: string;
  readonly desiredCount: number;
  /** Of the desired count, rounded up: so many tasks are healthy at any moment of a deployment. */
  readonly minimumHealthyPercent: number;
  /** Of the desired count, rounded down: so many tasks there may be at any moment of a deployment. */
  readonly maximumPercent: number;
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
  /** A change alone, of nothing else, deploys anew: the image tag. */
  readonly forceNewDeployment: string | undefined;
  /** Health checks that fail so soon after the start are no reason to stop a task. */
  readonly healthCheckGracePeriodS: number;
  readonly targetGroup: string | undefined;
}

export interface Queue {
  readonly name: string;
  readonly messageRetentionPeriodS: number;
}

export interface Subscription {
  /** The logical id. */
  readonly id: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** As SNS takes it: JSON. */
  readonly deliveryPolicy: string | undefined;
  readonly redriveQueue: string | undefined;
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
}
