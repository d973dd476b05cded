import { Duration, Stack } from 'aws-cdk-lib';
import {
  AwsLogDriverMode,
  Capability,
  Compatibility,
  type ContainerDefinition,
  ContainerImage,
  CpuArchitecture,
  LinuxParameters,
  LogDrivers,
  NetworkMode,
  OperatingSystemFamily,
  TaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { allow, allowAny, exactRole } from '../iam/index.ts';
import type { Names } from '../names.ts';
import { RESOURCES, type ImageTag, type Service } from '../stages.ts';
import { DRAIN_S, STOP_TIMEOUT_S } from '../timing.ts';
import { ecsSecrets, type Secrets } from './keys.ts';
import type { Stores } from './stores.ts';

/** The user `node` of the base image. A number, since ECS cannot verify by name that it is not root. */
const NOT_ROOT = '1000:1000';

export interface ServiceTaskProps {
  readonly names: Names;
  readonly stores: Stores;
  readonly service: Service;
  readonly imageTag: ImageTag;
  /** The port on the instance; 0 if ECS chooses one. Absent on Fargate. */
  readonly hostPort: number;
  /** Variables in addition to those of every service. */
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Secrets;
}

/** The task definition of a service: image, size, settings and its two roles. */
export class ServiceTask extends Construct {
  readonly definition: TaskDefinition;
  readonly container: ContainerDefinition;

  constructor(scope: Construct, id: string, props: ServiceTaskProps) {
    super(scope, id);
    this.definition = this.#definition(props);
    this.container = this.#container(props);
    acknowledge(
      this,
      'AwsSolutions-ECS2',
      'Only settings that are no secret stand here (ports, topics, where the monolith is); keys are injected from SSM.',
    );
  }

  #definition({ names, service, stores, secrets }: ServiceTaskProps): TaskDefinition {
    const { account } = Stack.of(this);
    const tasks = new ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    });
    const common = {
      family: names.service(service.name),
      // The services need no permissions: SNS accepts unsigned confirmations, and ECS injects the keys.
      taskRole: exactRole(
        this,
        'TaskRole',
        tasks,
        `The ${service.name} itself, which calls nothing in AWS`,
        [],
      ),
      executionRole: this.#executionRole(tasks, service, stores, secrets),
    };
    if (service.launchType === 'EC2') {
      return new TaskDefinition(this, 'TaskDefinition', {
        ...common,
        compatibility: Compatibility.EC2,
        networkMode: NetworkMode.BRIDGE,
      });
    }
    return new TaskDefinition(this, 'TaskDefinition', {
      ...common,
      compatibility: Compatibility.FARGATE,
      networkMode: NetworkMode.AWS_VPC,
      cpu: String(service.cpu),
      memoryMiB: String(service.memory),
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.X86_64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    });
  }

  /** The role with which ECS starts a task: pulls its image, reads its keys, writes its log. */
  #executionRole(tasks: ServicePrincipal, { name }: Service, stores: Stores, secrets: Secrets): IRole {
    return exactRole(this, 'ExecutionRole', tasks, `Starts tasks of the ${name}: image, keys, log`, [
      allowAny(
        ['ecr:GetAuthorizationToken'],
        '*',
        'The action knows no resources: AWS allows it on * only. What it gives opens no repository by itself.',
      ),
      allow(
        ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        [stores.repositories[name].repositoryArn],
      ),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [stores.logGroups[name].logGroupArn]),
      allow(
        ['ssm:GetParameters'],
        Object.values(secrets).map(({ parameterArn }) => parameterArn),
      ),
    ]);
  }

  #container(props: ServiceTaskProps): ContainerDefinition {
    const { names, service, stores, imageTag, hostPort, secrets } = props;
    const onInstance = service.launchType === 'EC2';
    const linuxParameters = new LinuxParameters(this, 'LinuxParameters');
    linuxParameters.dropCapabilities(Capability.ALL);
    return this.definition.addContainer('Container', {
      containerName: names.service(service.name),
      image: ContainerImage.fromEcrRepository(stores.repositories[service.name], imageTag),
      essential: true,
      cpu: service.cpu,
      memoryLimitMiB: service.memory,
      memoryReservationMiB: service.memoryReservation,
      portMappings: [{ containerPort: service.containerPort, ...(onInstance && { hostPort }) }],
      environment: this.#environment(props),
      secrets: ecsSecrets(secrets),
      logging: LogDrivers.awsLogs({
        logGroup: stores.logGroups[service.name],
        streamPrefix: service.name,
        // Non-blocking, so that an order does not wait for its log line.
        mode: AwsLogDriverMode.NON_BLOCKING,
      }),
      user: NOT_ROOT,
      readonlyRootFilesystem: true,
      linuxParameters,
      ...(onInstance && { dockerSecurityOptions: ['no-new-privileges'] }),
      stopTimeout: Duration.seconds(STOP_TIMEOUT_S),
    });
  }

  #environment({ service, imageTag, environment }: ServiceTaskProps): Record<string, string> {
    return {
      PORT: String(service.containerPort),
      LOG_FORMAT: 'json',
      DRAIN_MS: String(DRAIN_S * 1_000),
      RESOURCES: RESOURCES.join(),
      AWS_REGION: Stack.of(this).region,
      IMAGE_TAG: imageTag,
      ...environment,
    };
  }
}
