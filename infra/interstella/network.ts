import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  IpAddresses,
  SubnetType,
  Vpc,
  type IVpc,
} from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import { allow, exactRole } from '../iam/index.ts';
import type { Names } from '../names.ts';
import { RETENTION } from '../log-retention.ts';

/** A VPC with a public subnet in each of two zones. Tasks have public IPs, since a NAT would be the largest cost here. */
export class Network extends Construct {
  readonly vpc: IVpc;
  /** Depend on it to wait for the route to the internet. */
  readonly internet: IDependable;

  constructor(scope: Construct, id: string, names: Names) {
    super(scope, id);
    const vpc = new Vpc(this, 'Vpc', {
      vpcName: names.vpc,
      ipAddresses: IpAddresses.cidr('10.0.0.0/16'),
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24 }],
      // The default security group is unused, and removing its rules would need a custom resource.
      restrictDefaultSecurityGroup: false,
    });
    const logGroup = new LogGroup(this, 'FlowLogs', {
      logGroupName: `${names.vpc}-flow-logs`,
      retention: RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = exactRole(
      this,
      'FlowLogsRole',
      new ServicePrincipal('vpc-flow-logs.amazonaws.com'),
      "Writes the network's flow logs",
      [
        allow(
          ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
          [logGroup.logGroupArn],
        ),
      ],
    );
    vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup, role),
      trafficType: FlowLogTrafficType.ALL,
    });
    this.vpc = vpc as IVpc;
    this.internet = vpc.selectSubnets({ subnetType: SubnetType.PUBLIC }).internetConnectivityEstablished;
  }
}
