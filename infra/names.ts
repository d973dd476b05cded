import { DEFAULT_ENVIRONMENT_NAME, type ServiceName, type Stage, type Topic } from './stages.ts';

/** The names of an environment's resources. Environments with different names can share an account. Does not load the CDK. */
export function namesIn(environmentName: string) {
  return {
    vpc: environmentName,
    cluster: environmentName,
    loadBalancer: environmentName,
    /** Of the ECR repository, log group, container, task family, service and target group alike, as in the labs. */
    service: (service: ServiceName) => `${environmentName}-${service}`,
    /** Of HQ's functions, their log groups and its API. */
    hq: (part: string) => `${environmentName}-hq-${part}`,
    topicPrefix: `${environmentName}-`,
    topic: (topic: Topic) => `${environmentName}-${topic}`,
    redriveQueue: (topic: Topic) => `${environmentName}-${topic}-redrive`,
    /** Every name of HQ's tables starts with it. */
    tablePrefix: `${environmentName}-`,
    /** In SSM Parameter Store; the keys are SecureStrings. */
    parameters: {
      apiKey: `/${environmentName}/apiKey`,
      apiEndpoint: `/${environmentName}/apiEndpoint`,
      serviceKey: `/${environmentName}/serviceKey`,
      hqAdminKey: `/${environmentName}/hqAdminKey`,
    },
  };
}

export type Names = ReturnType<typeof namesIn>;

/** A stage's stack has the same name in the default environment, and elsewhere the environment's name behind it. */
export function stackNameIn(environmentName: string, stack: Stage['stack']): string {
  return environmentName === DEFAULT_ENVIRONMENT_NAME ? stack : `${stack}-${environmentName}`;
}
