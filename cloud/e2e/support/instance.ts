import {
  DescribeSubnetsCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { ECSClient, RegisterContainerInstanceCommand } from '@aws-sdk/client-ecs';
import { ACCOUNT, type Moto, REGION } from './moto.ts';

/**
 * An instance of the cluster as the launch template makes it, with a public address and the instances' security group:
 * that of moto's auto scaling group has neither, and joins no cluster. @returns its address
 */
export async function joinCluster({ config }: Moto, cluster: string): Promise<string> {
  const ec2 = new EC2Client(config);
  const Filters = [{ Name: 'tag:EnvironmentName', Values: [cluster] }];
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
  const group = await instanceGroup(ec2);
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-12c6146b',
      MinCount: 1,
      MaxCount: 1,
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          AssociatePublicIpAddress: true,
          SubnetId: Subnets[0]?.SubnetId,
          Groups: [group.GroupId ?? ''],
        },
      ],
    }),
  );
  const [instance] = Instances;
  const document = { region: REGION, instanceId: instance?.InstanceId, accountId: ACCOUNT };
  await new ECSClient(config).send(
    new RegisterContainerInstanceCommand({ cluster, instanceIdentityDocument: JSON.stringify(document) }),
  );
  return instance?.PublicIpAddress ?? '';
}

/** Has nobody reach the cluster's instances any more, as a deployment without allowFrom does. */
export async function closePorts({ config }: Moto): Promise<void> {
  const ec2 = new EC2Client(config);
  const { GroupId, IpPermissions } = await instanceGroup(ec2);
  await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
}

async function instanceGroup(ec2: EC2Client): Promise<SecurityGroup> {
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  const group = SecurityGroups.find(({ Description = '' }) => Description.startsWith('Instances of the ECS'));
  if (!group) throw new Error('The instances of the cluster have no security group.');
  return group;
}
