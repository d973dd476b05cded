import type { Deployment, Service, Subscription, TargetGroup, TaskDefinition } from '../deployment/index.ts';
import { definitionOf, serviceOf } from '../tasks/testing/definitions.ts';

/** Deployments such as the stages have them, but for what a change of them does not depend on. */
export const ALB = deployment('alb', { monolith: 'latest' }, ['orders']);
export const IRIDIUM = deployment('iridium', { monolith: 'latest', iridium: 'latest' }, [
  'orders',
  'iridium',
]);
export const NOIRIDIUM = deployment('noiridium', { monolith: 'noiridium', iridium: 'latest' }, [
  'orders',
  'iridium',
]);
export const TASK: Deployment = {
  ...deployment('task', { monolith: 'latest' }, []),
  services: [],
  targetGroups: [],
};
delete (TASK as { listener?: unknown }).listener;

export function deployment(
  stage: string,
  tags: Readonly<Record<string, string>>,
  topics: readonly string[],
): Deployment {
  const names = Object.keys(tags);
  return {
    stage,
    environmentName: 'interstella',
    listener: {
      loadBalancer: 'interstella',
      port: 80,
      idleTimeoutS: 60,
      dropInvalidHeaders: true,
      rules: names.slice(1).map((name, index) => ({
        priority: index + 1,
        pathPatterns: [`/${name}*`],
        action: { type: 'forward', targetGroup: name },
      })),
      defaultAction: { type: 'forward', targetGroup: 'monolith' },
    },
    targetGroups: names.map(targetGroup),
    taskDefinitions: Object.entries(tags).map(([name, tag]) => taskDefinition(name, tag)),
    services: names.map(service),
    queues: [{ name: 'redrive', messageRetentionPeriodS: 1_209_600 }],
    subscriptions: topics.map(subscription),
    parameters: [],
  };
}

function targetGroup(name: string): TargetGroup {
  const healthCheck = {
    path: '/',
    intervalS: 10,
    timeoutS: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    matcher: '200',
  };
  return { name, healthCheck, deregistrationDelayS: 20, algorithm: 'round_robin' };
}

function taskDefinition(name: string, tag: string): TaskDefinition {
  return definitionOf(tag, {
    id: `${name}Task`,
    family: name,
    container: name,
    image: { repository: name, tag },
    logGroup: name,
  });
}

function service(name: string): Service {
  return serviceOf({ name, taskDefinition: `${name}Task`, targetGroup: name });
}

function subscription(topic: string): Subscription {
  return {
    id: topic,
    topicArn: `arn:aws:sns:us-east-1:000000000000:${topic}`,
    protocol: 'http',
    endpoint: `http://127.0.0.1:5000/${topic}/`,
    deliveryPolicy: undefined,
    redriveQueue: 'redrive',
  };
}
