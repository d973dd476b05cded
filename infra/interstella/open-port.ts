import { Annotations } from 'aws-cdk-lib';
import { CfnSecurityGroupIngress, type SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/** Opens a port of the instances to one CIDR. Without a CIDR, adds a warning instead. */
export function openPort(
  scope: Construct,
  securityGroup: SecurityGroup,
  port: number,
  cidr: string | undefined,
): void {
  if (cidr === undefined) {
    Annotations.of(scope).addWarningV2(
      'interstella:nobody',
      `Port ${port} of the instance is closed to everybody. Open it to your own address: -c allowFrom=ADDRESS/32`,
    );
    return;
  }
  new CfnSecurityGroupIngress(scope, `Port${port}`, {
    groupId: securityGroup.securityGroupId,
    description: 'Direct orders to the task that run-task started',
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
    cidrIp: cidr,
  });
}
