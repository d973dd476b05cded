import type { Service, TaskDefinition } from '../../deployment/index.ts';

/** A task definition of the monolith with an image tag. */
export function definitionOf(tag: string, changes: Partial<TaskDefinition> = {}): TaskDefinition {
  return {
    id: 'MonolithTaskDefinition',
    family: 'interstella-monolith',
    container: 'interstella-monolith',
    image: { repository: 'interstella-monolith', tag },
    containerPort: 5_000,
    hostPort: 0,
    environment: {},
    secrets: {},
    stopTimeoutS: 45,
    readonlyRootFilesystem: true,
    user: '1000:1000',
    memory: 512,
    logGroup: 'interstella-monolith',
    ...changes,
  };
}

export function serviceOf(changes: Partial<Service> = {}): Service {
  return {
    name: 'interstella-monolith',
    taskDefinition: 'MonolithTaskDefinition',
    desiredCount: 1,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    circuitBreaker: { enable: true, rollback: true },
    forceNewDeployment: undefined,
    healthCheckGracePeriodS: 30,
    targetGroup: 'group',
    ...changes,
  };
}
