import { Duration, Stack, Tags } from 'aws-cdk-lib';
import {
  AutoScalingGroup,
  GroupMetrics,
  HealthChecks,
  ScalingEvents,
  UpdatePolicy,
} from 'aws-cdk-lib/aws-autoscaling';
import {
  BlockDeviceVolume,
  EbsDeviceVolumeType,
  InstanceClass,
  InstanceSize,
  InstanceType,
  LaunchTemplate,
  MachineImage,
  SecurityGroup,
  UserData,
} from 'aws-cdk-lib/aws-ec2';
import { AsgCapacityProvider, Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import { type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { allow, allowAny, exactRole } from '../iam/index.ts';
import type { Names } from '../names.ts';
import type { Network } from './network.ts';

const AMI = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id';

/** The ECS cluster with one instance for the monolith, and Fargate for the microservices. */
export class Capacity extends Construct {
  readonly cluster: Cluster;
  readonly instances: AutoScalingGroup;
  readonly instanceSecurityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, names: Names, network: Network) {
    super(scope, id);
    const { vpc } = network;
    this.cluster = new Cluster(this, 'Cluster', {
      vpc,
      clusterName: names.cluster,
      containerInsightsV2: ContainerInsights.ENABLED,
      enableFargateCapacityProviders: true,
    });
    this.instanceSecurityGroup = new SecurityGroup(this, 'InstanceSecurityGroup', {
      vpc,
      description: 'Instances of the ECS cluster: the load balancer reaches their tasks, and nobody else',
    });
    this.instances = this.#instances(names, network);
    // The CDK's cluster does not know this security group. Without it, the load balancer gets no rule to the instances.
    this.cluster.connections.addSecurityGroup(this.instanceSecurityGroup);
    this.cluster.addAsgCapacityProvider(
      new AsgCapacityProvider(this, 'CapacityProvider', {
        autoScalingGroup: this.instances,
        enableManagedScaling: false,
        enableManagedTerminationProtection: false,
        // Moves tasks away before their instance stops.
        enableManagedDraining: true,
      }),
    );
  }

  #instances(names: Names, { vpc, internet }: Network): AutoScalingGroup {
    const instances = new AutoScalingGroup(this, 'Instances', {
      vpc,
      launchTemplate: this.#launchTemplate(names, this.#instanceRole(names)),
      minCapacity: 1,
      // A second instance runs only while an update replaces the first.
      maxCapacity: 2,
      cooldown: Duration.minutes(5),
      healthChecks: HealthChecks.ec2({ gracePeriod: Duration.minutes(2) }),
      updatePolicy: UpdatePolicy.rollingUpdate({ maxBatchSize: 1, minInstancesInService: 1 }),
      groupMetrics: [GroupMetrics.all()],
      notifications: [{ topic: this.#notifications(names), scalingEvents: ScalingEvents.ALL }],
    });
    // An instance without internet access cannot join or leave the cluster.
    instances.node.addDependency(internet);
    return instances;
  }

  #launchTemplate(names: Names, role: IRole): LaunchTemplate {
    const userData = UserData.forLinux();
    userData.addCommands('echo ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true >> /etc/ecs/ecs.config');
    const template = new LaunchTemplate(this, 'LaunchTemplate', {
      launchTemplateName: `${names.cluster}-instances`,
      // Resolved when an instance starts, so that a new AMI does not replace the instance during a step.
      machineImage: MachineImage.resolveSsmParameterAtLaunch(AMI),
      instanceType: InstanceType.of(InstanceClass.T3, InstanceSize.SMALL),
      securityGroup: this.instanceSecurityGroup,
      role,
      userData,
      requireImdsv2: true,
      // One hop only, so that containers, two hops away behind their bridge, cannot reach the metadata.
      httpPutResponseHopLimit: 1,
      associatePublicIpAddress: true,
      detailedMonitoring: false,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: BlockDeviceVolume.ebs(30, { encrypted: true, volumeType: EbsDeviceVolumeType.GP3 }),
        },
      ],
    });
    Tags.of(template).add('Name', names.cluster);
    return template;
  }

  /** What the ECS agent needs. Images are pulled and logs are written with the tasks' execution roles. */
  #instanceRole(names: Names): IRole {
    return exactRole(
      this,
      'InstanceRole',
      new ServicePrincipal('ec2.amazonaws.com'),
      'The ECS agent of the instances',
      [
        allow(
          [
            'ecs:RegisterContainerInstance',
            'ecs:DeregisterContainerInstance',
            'ecs:SubmitAttachmentStateChanges',
            'ecs:SubmitContainerStateChange',
            'ecs:SubmitTaskStateChange',
          ],
          [this.cluster.clusterArn],
        ),
        allowAny(
          ['ecs:Poll', 'ecs:StartTelemetrySession'],
          Stack.of(this).formatArn({
            service: 'ecs',
            resource: 'container-instance',
            resourceName: `${names.cluster}/*`,
          }),
          'The id of the container instance is known only after it has registered. The ARN is limited to this cluster.',
        ),
        allowAny(
          ['ecs:DiscoverPollEndpoint'],
          '*',
          'AWS supports no resource restriction for this action: it is allowed on * only.',
        ),
      ],
    );
  }

  /** The topic with messages about instances that start and stop. */
  #notifications(names: Names): Topic {
    return new Topic(this, 'Notifications', {
      topicName: `${names.cluster}-instances`,
      enforceSSL: true,
    });
  }
}
