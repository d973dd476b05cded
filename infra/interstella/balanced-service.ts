import { Duration } from 'aws-cdk-lib';
import { SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  type BaseServiceOptions,
  Ec2Service,
  FargateService,
  type ICluster,
  PropagatedTagSource,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationProtocol,
  ApplicationTargetGroup,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { Names } from '../names.ts';
import type { ImageTag, Service } from '../stages.ts';
import { DRAIN_S } from '../timing.ts';
import type { Capacity } from './capacity.ts';
import type { Network } from './network.ts';
import type { ServiceTask } from './service-task.ts';

/** Longer than a start takes, without the image pull, which ends before the grace period begins. */
const GRACE_S = 30;

export interface BalancedServiceProps {
  readonly names: Names;
  readonly network: Network;
  readonly capacity: Capacity;
  readonly service: Service;
  readonly imageTag: ImageTag;
  readonly desiredCount: number;
  readonly task: ServiceTask;
}

/** A service that ECS keeps running, and the target group through which the load balancer reaches its tasks. */
export class BalancedService extends Construct {
  readonly targetGroup: ApplicationTargetGroup;
  readonly service: Ec2Service | FargateService;

  constructor(scope: Construct, id: string, props: BalancedServiceProps) {
    super(scope, id);
    this.service = props.service.launchType === 'EC2' ? this.#onInstances(props) : this.#onFargate(props);
    this.targetGroup = this.#targetGroup(props);
  }

  #onInstances(props: BalancedServiceProps): Ec2Service {
    const service = new Ec2Service(this, 'Service', {
      ...this.#options(props),
      taskDefinition: props.task.definition,
    });
    // On deletion, the tasks stop before their instance does.
    service.node.addDependency(props.capacity.instances);
    return service;
  }

  #onFargate(props: BalancedServiceProps): FargateService {
    const { vpc, internet } = props.network;
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: `Tasks of the ${props.service.name} service: the load balancer reaches them, and nobody else`,
    });
    const service = new FargateService(this, 'Service', {
      ...this.#options(props),
      taskDefinition: props.task.definition,
      securityGroups: [securityGroup],
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      // Without a NAT, tasks need it to reach the image repository, the logs and the load balancer.
      assignPublicIp: true,
    });
    service.node.addDependency(internet);
    return service;
  }

  #options({ names, capacity, service, imageTag, desiredCount }: BalancedServiceProps) {
    return {
      cluster: capacity.cluster as ICluster,
      serviceName: names.service(service.name),
      desiredCount,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriod: Duration.seconds(GRACE_S),
      // Shows the stage on the service itself, too.
      forceNewDeployment: { enabled: true, nonce: imageTag },
      enableECSManagedTags: true,
      propagateTags: PropagatedTagSource.SERVICE,
    } satisfies BaseServiceOptions;
  }

  #targetGroup({ names, network, service, task }: BalancedServiceProps): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, 'TargetGroup', {
      vpc: network.vpc,
      targetGroupName: names.service(service.name),
      targetType: service.launchType === 'EC2' ? TargetType.INSTANCE : TargetType.IP,
      protocol: ApplicationProtocol.HTTP,
      port: service.containerPort,
      deregistrationDelay: Duration.seconds(DRAIN_S),
      healthCheck: {
        path: service.healthCheckPath,
        port: 'traffic-port',
        healthyHttpCodes: '200',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
      targets: [
        this.service.loadBalancerTarget({
          containerName: task.container.containerName,
          containerPort: service.containerPort,
        }),
      ],
    });
  }
}
