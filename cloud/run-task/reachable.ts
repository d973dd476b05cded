import {
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import type { Aws } from '../aws.ts';
import { TaskError } from './task-on-aws.ts';

/** Where an instance is on the internet, and who gets through to a port of it. */
export interface Reachable {
  readonly address: string;
  /** CIDRs; none where nobody does. */
  readonly from: readonly string[];
}

/** @throws TaskError if it has no public address */
export async function reachable(aws: Aws, instanceId: string, port: number): Promise<Reachable> {
  const ec2 = new EC2Client(aws.config);
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
  const [instance] = Reservations.flatMap(({ Instances = [] }) => Instances);
  const address = instance?.PublicIpAddress;
  if (!instance || address === undefined)
    throw new TaskError(`The instance ${instanceId} has no public address.`);
  const attached = (instance.NetworkInterfaces ?? []).flatMap(({ Groups = [] }) => Groups);
  const GroupIds = attached.flatMap(({ GroupId }) => GroupId ?? []);
  // Of no group at all AWS would show every one there is.
  const { SecurityGroups: groups = [] } =
    GroupIds.length > 0 ? await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds })) : {};
  const rules = groups.flatMap(({ IpPermissions = [] }) => IpPermissions);
  return { address, from: rules.filter((rule) => covers(rule, port)).flatMap(cidrsOf) };
}

function covers({ IpProtocol, FromPort = 0, ToPort = 65_535 }: IpPermission, port: number): boolean {
  return (IpProtocol === 'tcp' || IpProtocol === '-1') && FromPort <= port && port <= ToPort;
}

function cidrsOf({ IpRanges = [], Ipv6Ranges = [] }: IpPermission): string[] {
  return [
    ...IpRanges.flatMap(({ CidrIp }) => CidrIp ?? []),
    ...Ipv6Ranges.flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
  ];
}
