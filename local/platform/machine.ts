import type { Deployment, Service, TaskDefinition } from './deployment/index.ts';
import type { LoadBalancer } from './load-balancer/index.ts';
import { describeEvent, type DeploymentOutcome, type TaskSupervisor } from './tasks/index.ts';
import type { StepActions } from './carry-out.ts';
import { untilQuiet } from './quiet.ts';
import type { Parameters, Queues } from './stores.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface MachineParts {
  readonly balancer: LoadBalancer;
  readonly supervisor: TaskSupervisor;
  readonly queues: Queues;
  readonly parameters: Parameters;
  readonly subscriptions: Subscriptions;
}

/** Carries out the steps of a deployment on this machine. */
export class Machine implements StepActions {
  readonly #parts: MachineParts;

  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.createQueue = (queue) => parts.queues.create(queue);
    this.removeQueue = (queue) => parts.queues.remove(queue);
    this.putParameter = (parameter) => parts.parameters.put(parameter);
    this.removeParameter = (parameter) => parts.parameters.remove(parameter);
    this.subscribe = (subscription) => parts.subscriptions.subscribe(subscription);
    this.unsubscribe = (subscription) => parts.subscriptions.unsubscribe(subscription);
    this.missing = (subscriptions) => parts.subscriptions.missing(subscriptions);
    this.route = ({ listener, targetGroups }) => parts.balancer.configure(listener, targetGroups);
  }

  readonly createQueue: StepActions['createQueue'];
  readonly removeQueue: StepActions['removeQueue'];
  readonly putParameter: StepActions['putParameter'];
  readonly removeParameter: StepActions['removeParameter'];
  readonly subscribe: StepActions['subscribe'];
  readonly unsubscribe: StepActions['unsubscribe'];
  readonly missing: StepActions['missing'];
  readonly route: StepActions['route'];

  readonly deployService: StepActions['deployService'] = async (service, definition) => {
    requireSteady(service.name, await this.#parts.supervisor.deploy(service, definition));
  };

  readonly removeService = async ({ name, targetGroup }: Service): Promise<void> => {
    if (targetGroup !== undefined) await untilQuiet(this.#parts.balancer, targetGroup);
    await this.#parts.supervisor.remove(name);
  };

  async scale(service: string, desiredCount: number): Promise<void> {
    requireSteady(service, await this.#parts.supervisor.scale(service, desiredCount));
  }

  /** Runs what the deployment has for run-task, once. @throws if that runs already, or there is nothing of the kind */
  async runTask(deployment: Deployment | undefined): Promise<void> {
    const [definition] = deployment ? definitionsForRunTask(deployment) : [];
    if (!definition) {
      throw new Error('This stage has no task for run-task: its services run theirs. That is stage `task`.');
    }
    const [running] = this.#parts.supervisor
      .snapshot()
      .otherTasks.filter(({ group }) => group === definition.family);
    if (running) throw new Error(`Task ${running.id} runs already. Stop it first.`);
    await this.#parts.supervisor.runTask(definition);
  }

  readonly stopTasks = async (): Promise<void> => {
    const { supervisor } = this.#parts;
    await Promise.all(supervisor.snapshot().otherTasks.map(({ id }) => supervisor.stopTask(id)));
  };

  /** @returns the end of being told */
  onEvent(listener: (group: string, text: string) => void): () => void {
    return this.#parts.supervisor.onEvent((event) => {
      listener(event.group, describeEvent(event));
    });
  }
}

function definitionsForRunTask({ taskDefinitions, services }: Deployment): readonly TaskDefinition[] {
  const ofServices = new Set(services.map(({ taskDefinition }) => taskDefinition));
  return taskDefinitions.filter(({ id }) => !ofServices.has(id));
}

function requireSteady(name: string, outcome: DeploymentOutcome): void {
  if (outcome.outcome === 'steady') return;
  if (outcome.outcome === 'superseded')
    throw new Error(`Another deployment of ${name} came before it was steady.`);
  throw new Error(outcome.reason);
}
