import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { capitalize } from '../capitalize.ts';
import { type Names, namesIn, stackNameIn } from '../names.ts';
import type { Settings } from '../settings/index.ts';
import {
  SERVICES,
  TOPICS,
  deliveryPolicy,
  serviceNamed,
  type ServiceName,
  type Stage,
  type StageSubscription,
  type StageTask,
} from '../stages.ts';
import { BalancedService } from './balanced-service.ts';
import { Capacity } from './capacity.ts';
import { type HqTopics, hqTopics } from './hq-topics.ts';
import { Keys } from './keys.ts';
import { LoadBalancer } from './load-balancer.ts';
import { Network } from './network.ts';
import { openPort } from './open-port.ts';
import { ServiceTask } from './service-task.ts';
import { Stores } from './stores.ts';
import { synthesizer } from '../synthesizer.ts';
import { tagAll } from '../tag-all.ts';

/** What a participant deploys: one stack that grows and changes from stage to stage. */
export class InterstellaStack extends Stack {
  readonly #settings: Settings;
  readonly #names: Names;
  readonly #topics: HqTopics;
  readonly #network: Network;
  readonly #capacity: Capacity;
  readonly #stores: Stores;
  readonly #keys: Keys;

  constructor(scope: Construct, settings: Settings, stage: Stage) {
    const { environmentName } = settings;
    super(scope, 'Interstella', {
      stackName: stackNameIn(environmentName, 'Interstella'),
      description: 'Interstella: the logistics monolith on its way to microservices',
      synthesizer: synthesizer(),
      suppressTemplateIndentation: true,
    });
    tagAll(this, environmentName);
    this.#settings = settings;
    this.#names = namesIn(environmentName);
    this.#topics = hqTopics(this, settings);
    this.#network = new Network(this, 'Network', this.#names);
    this.#capacity = new Capacity(this, 'Capacity', this.#names, this.#network);
    this.#stores = new Stores(this, 'Stores', this.#names, this.#topics);
    this.#keys = new Keys(this, 'Keys', this.#names, settings);
    this.#outputStage(stage);
    for (const task of stage.tasks) if (task.runBy === 'run-task') this.#prepareRunTask(task);
    if (stage.defaultTarget) this.#serve(stage, stage.defaultTarget);
  }

  /** A task for run-task on the instance, at the service's own port. It needs no key for direct orders. */
  #prepareRunTask(task: StageTask): void {
    const { containerPort } = serviceNamed(task.service);
    const { definition } = this.#task(task, containerPort, { DIRECT_ORDERS: 'open' });
    openPort(this, this.#capacity.instanceSecurityGroup, containerPort, this.#settings.allowFrom);
    this.#output('TaskDefinitionArn', definition.taskDefinitionArn, 'For run-task');
  }

  #serve({ tasks, listenerRules, subscriptions }: Stage, defaultTarget: ServiceName): void {
    const { accessLogs } = this.#stores;
    const front = new LoadBalancer(this, 'Front', this.#names, this.#network.vpc, accessLogs);
    const services = new Map(tasks.map((task) => [task.service, this.#service(task, front)]));
    const named = (name: ServiceName): BalancedService => {
      const service = services.get(name);
      if (!service) throw new Error(`The stage refers to the service ${name} but does not run it.`);
      return service;
    };
    front.listen(named(defaultTarget));
    for (const rule of listenerRules) front.addRule(rule, named(rule.service));
    for (const subscription of subscriptions) {
      this.#subscribe(subscription, named(subscription.service), front);
    }
    this.#output('LoadBalancerUrl', front.url, 'Where orders go');
  }

  #service(task: StageTask, front: LoadBalancer): BalancedService {
    const service = serviceNamed(task.service);
    return new BalancedService(this, `${capitalize(service.name)}Service`, {
      names: this.#names,
      network: this.#network,
      capacity: this.#capacity,
      service,
      imageTag: this.#imageTag(task),
      desiredCount: this.#settings.desiredCount[service.name],
      task: this.#task(task, 0, {
        TOPIC_ARN: this.#topics.arnOf(service.topic),
        ...(service.name !== 'monolith' && { monolithUrl: front.dnsName }),
      }),
    });
  }

  #task(task: StageTask, hostPort: number, environment: Record<string, string>): ServiceTask {
    return new ServiceTask(this, capitalize(task.service), {
      names: this.#names,
      stores: this.#stores,
      service: serviceNamed(task.service),
      imageTag: this.#imageTag(task),
      hostPort,
      environment,
      secrets: this.#keys.of(task.service),
    });
  }

  #imageTag({ service, imageTag }: StageTask) {
    return service === 'monolith' ? (this.#settings.monolithTag ?? imageTag) : imageTag;
  }

  #subscribe(subscribed: StageSubscription, { service }: BalancedService, front: LoadBalancer): void {
    const { topic } = subscribed;
    const subscription = new CfnSubscription(this, `${capitalize(topic)}Subscription`, {
      topicArn: this.#topics.arnOf(topic),
      protocol: 'http',
      endpoint: front.url + serviceNamed(subscribed.service).ordersPath,
      deliveryPolicy: deliveryPolicy(this.#settings.maxReceivesPerSecond),
      redrivePolicy: { deadLetterTargetArn: this.#stores.redriveQueues[topic].queueArn },
    });
    // SNS asks the endpoint for confirmation as soon as it is subscribed, so the service must run before.
    subscription.node.addDependency(service);
  }

  #outputStage(stage: Stage): void {
    this.#output('Stage', stage.name, 'What is deployed');
    this.#output('EnvironmentName', this.#settings.environmentName, 'What every name begins with');
    this.#output('ClusterName', this.#capacity.cluster.clusterName, 'The ECS cluster');
    this.#output('AccessLogsBucket', this.#stores.accessLogs.bucketName, 'Stays when the stack is destroyed');
    for (const { name } of SERVICES) {
      const { repositoryUri } = this.#stores.repositories[name];
      this.#output(`${capitalize(name)}RepositoryUri`, repositoryUri, `Images of the ${name}`);
    }
    for (const topic of TOPICS) {
      const { queueUrl } = this.#stores.redriveQueues[topic];
      this.#output(`${capitalize(topic)}TopicArn`, this.#topics.arnOf(topic), `HQ's ${topic} topic`);
      this.#output(`${capitalize(topic)}RedriveQueueUrl`, queueUrl, `Undelivered ${topic} messages`);
    }
  }

  #output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
