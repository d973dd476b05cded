import { Duration } from 'aws-cdk-lib';
import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationListener,
  ApplicationListenerRule,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ListenerAction,
  ListenerCondition,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { capitalize } from '../capitalize.ts';
import type { Names } from '../names.ts';
import type { ListenerRule } from '../stages.ts';
import type { BalancedService } from './balanced-service.ts';

const PORT = 80;

/** The load balancer, for SNS deliveries, direct orders and calls of microservices to the monolith. */
export class LoadBalancer extends Construct {
  readonly #loadBalancer: ApplicationLoadBalancer;
  #listener: ApplicationListener | undefined;

  constructor(scope: Construct, id: string, names: Names, vpc: IVpc, accessLogs: Bucket) {
    super(scope, id);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'The load balancer: everybody reaches its listener',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(Peer.anyIpv4(), Port.tcp(PORT), 'SNS and direct orders');
    acknowledge(
      securityGroup,
      'AwsSolutions-EC23',
      'SNS delivers from addresses that AWS does not publish; the services check the signature or the key of every order.',
    );
    this.#loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc,
      loadBalancerName: names.loadBalancer,
      internetFacing: true,
      securityGroup,
      dropInvalidHeaderFields: true,
      idleTimeout: Duration.seconds(60),
    });
    // Written out, since the CDK's method needs a known region for a legacy principal.
    this.#loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
    this.#loadBalancer.setAttribute('access_logs.s3.bucket', accessLogs.bucketName);
    if (accessLogs.policy) this.#loadBalancer.node.addDependency(accessLogs.policy);
  }

  get dnsName(): string {
    return this.#loadBalancer.loadBalancerDnsName;
  }

  get url(): string {
    return `http://${this.dnsName}`;
  }

  listen(defaultTarget: BalancedService): void {
    this.#listener = new ApplicationListener(this, 'Listener', {
      loadBalancer: this.#loadBalancer,
      port: PORT,
      protocol: ApplicationProtocol.HTTP,
      open: false,
      defaultTargetGroups: [defaultTarget.targetGroup],
    });
  }

  /** @throws Error if listen() was not called before */
  addRule({ service, priority, pathPattern }: ListenerRule, target: BalancedService): void {
    if (!this.#listener) throw new Error('A rule needs a listener: call listen first.');
    new ApplicationListenerRule(this, `${capitalize(service)}Rule`, {
      listener: this.#listener,
      priority,
      conditions: [ListenerCondition.pathPatterns([pathPattern])],
      action: ListenerAction.forward([target.targetGroup]),
    });
  }
}
