import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { namesIn } from '@interstella/infra/names';
import { IMAGES, type ServiceName, serviceNamed, type Stage, type Topic } from '@interstella/infra/stages';
import type { RunningCommand } from '../../../cli/e2e/support/running-command.ts';
import { ACCOUNT, type Moto, REGION } from './moto.ts';

const names = namesIn('interstella');
const POLL_MS = 100;
/** As moto calls the first one there is. */
const LOAD_BALANCER_URL = 'http://interstella-1.us-east-1.elb.amazonaws.com';

const topicArn = (topic: Topic): string => `arn:aws:sns:${REGION}:${ACCOUNT}:${names.topic(topic)}`;

/** What happens on AWS beside CloudFormation, and not in moto. */
export class WhatEcsDoes {
  readonly #config: Moto['config'];

  constructor({ config }: Moto) {
    this.#config = config;
  }

  /** `interstella images push`: an image of a few bytes under every tag that there is. */
  async pushImages(): Promise<void> {
    const ecr = new ECRClient(this.#config);
    for (const { service, tag } of IMAGES) {
      const imageManifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        config: { digest: `${service}-${tag}` },
      });
      await ecr.send(
        new PutImageCommand({ repositoryName: names.service(service), imageTag: tag, imageManifest }),
      );
    }
  }

  /**
   * Has the tasks of a stage run and be subscribed, as soon as CloudFormation has made their target groups.
   *
   * @param deployment that makes them; when it has ended there is nothing to wait for
   */
  async startTasksOf(stage: Stage, deployment?: RunningCommand): Promise<void> {
    while (!(await this.#registerTargets(stage)) && deployment?.hasEnded === false) await delay(POLL_MS);
    await this.#subscribe(stage);
  }

  /** CloudFormation takes a subscription away. */
  async unsubscribe(topic: Topic): Promise<void> {
    const sns = new SNSClient(this.#config);
    const { Subscriptions = [] } = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: topicArn(topic) }),
    );
    for (const { SubscriptionArn } of Subscriptions) {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    }
  }

  /** ECS registers a task of each service in its target group; moto holds one that is no instance for healthy. */
  async #registerTargets(stage: Stage): Promise<boolean> {
    const client = new ElasticLoadBalancingV2Client(this.#config);
    for (const [index, { service }] of stage.tasks.entries()) {
      const group = await this.#targetGroup(client, service);
      if (!group) return false;
      await client.send(
        new RegisterTargetsCommand({
          TargetGroupArn: group.TargetGroupArn,
          Targets: [{ Id: `10.0.0.${index + 1}`, Port: serviceNamed(service).containerPort }],
        }),
      );
    }
    return true;
  }

  async #targetGroup(client: ElasticLoadBalancingV2Client, service: ServiceName) {
    try {
      const { TargetGroups: [group] = [] } = await client.send(
        new DescribeTargetGroupsCommand({ Names: [names.service(service)] }),
      );
      return group;
    } catch (error) {
      if (error instanceof TargetGroupNotFoundException) return undefined;
      throw error;
    }
  }

  /** CloudFormation subscribes the services, which confirm it. */
  async #subscribe(stage: Stage): Promise<void> {
    const sns = new SNSClient(this.#config);
    for (const { topic, service } of stage.subscriptions) {
      await sns.send(
        new SubscribeCommand({
          TopicArn: topicArn(topic),
          Protocol: 'http',
          Endpoint: LOAD_BALANCER_URL + serviceNamed(service).ordersPath,
        }),
      );
    }
  }
}
