import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServicesCommand,
} from '@aws-sdk/client-ecs';
import { type Names, namesIn } from '@interstella/infra/names';
import type { Moto } from './moto.ts';

export interface DeployedService {
  readonly desiredCount: number | undefined;
  /** With its revision. */
  readonly taskDefinition: string;
  readonly image: string | undefined;
}

/** What is there of a stage, asked of each AWS service itself. */
export class WhatIsDeployed {
  readonly #moto: Moto;
  readonly #names: Names;

  constructor(moto: Moto, environmentName = 'interstella') {
    this.#moto = moto;
    this.#names = namesIn(environmentName);
  }

  /** The ECS services by name: how many tasks each wants, of which task definition, and which image that runs. */
  async services(): Promise<Map<string, DeployedService>> {
    const ecs = new ECSClient(this.#moto.config);
    const { cluster } = this.#names;
    const { serviceArns = [] } = await ecs.send(new ListServicesCommand({ cluster }));
    if (serviceArns.length === 0) return new Map();
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: serviceArns }));
    const found = services.map(async ({ serviceName = '', desiredCount, taskDefinition = '' }) => {
      const image = await this.#imageOf(taskDefinition);
      return [serviceName, { desiredCount, taskDefinition, image }] as const;
    });
    return new Map(await Promise.all(found));
  }

  /** As CloudFormation has it. */
  async template(stack: string): Promise<string> {
    const { TemplateBody = '' } = await new CloudFormationClient(this.#moto.config).send(
      new GetTemplateCommand({ StackName: stack }),
    );
    return TemplateBody;
  }

  /** The rules of the load balancer's listener, and where it sends the rest. */
  async rules() {
    const client = new ElasticLoadBalancingV2Client(this.#moto.config);
    const groups = await this.targetGroups();
    const { LoadBalancers: [balancer] = [] } = await client.send(
      new DescribeLoadBalancersCommand({ Names: [this.#names.loadBalancer] }),
    );
    const { Listeners: [listener] = [] } = await client.send(
      new DescribeListenersCommand({ LoadBalancerArn: balancer?.LoadBalancerArn }),
    );
    const { Rules = [] } = await client.send(
      new DescribeRulesCommand({ ListenerArn: listener?.ListenerArn }),
    );
    return Rules.map(({ Priority, Conditions = [], Actions = [] }) => ({
      priority: Priority,
      paths: Conditions.flatMap(({ PathPatternConfig, Values }) => PathPatternConfig?.Values ?? Values ?? []),
      target: groups.find(({ arn }) => JSON.stringify(Actions).includes(arn))?.name,
    }));
  }

  async targetGroups() {
    const client = new ElasticLoadBalancingV2Client(this.#moto.config);
    const { TargetGroups = [] } = await client.send(new DescribeTargetGroupsCommand({}));
    return TargetGroups.map((group) => ({
      arn: group.TargetGroupArn ?? '',
      name: group.TargetGroupName ?? '',
      port: group.Port,
      healthCheckPath: group.HealthCheckPath,
    })).filter(({ name }) => name.startsWith(`${this.#names.cluster}-`));
  }

  /** moto forgets what an updated task definition holds, so that this is worth asking of a new one alone. */
  async #imageOf(taskDefinition: string): Promise<string | undefined> {
    const { taskDefinition: definition } = await new ECSClient(this.#moto.config).send(
      new DescribeTaskDefinitionCommand({ taskDefinition }),
    );
    return definition?.containerDefinitions?.[0]?.image?.split('/').at(-1);
  }
}
