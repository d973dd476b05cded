import {
  ClusterNotFoundException,
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Failure,
  type Task,
} from '@aws-sdk/client-ecs';
import { setTimeout as delay } from 'node:timers/promises';
import { NamedError, UsageError } from '@interstella/libs/errors';
import type { Aws } from '../aws.ts';

/** How this command knows the tasks that it started. */
const STARTED_BY = 'interstella-run-task';
const POLL_MS = 2_000;

export interface StartedTask {
  readonly arn: string;
  /** With its revision. */
  readonly taskDefinitionArn: string | undefined;
}

/** A task did not get as far as it should; the message says why. */
export class TaskError extends NamedError {
  readonly code = 'TASK_FAILED';
}

/** The task that runs by itself, not for a service, on an instance of a cluster. */
export class TaskOnAws {
  readonly #ecs: ECSClient;
  readonly #cluster: string;
  readonly #family: string;

  /** @param family of its task definition */
  constructor(aws: Aws, cluster: string, family: string) {
    this.#ecs = new ECSClient(aws.config);
    this.#cluster = cluster;
    this.#family = family;
  }

  /** The tasks that were started and not stopped: not those of a service. */
  async list(): Promise<readonly StartedTask[]> {
    const cluster = this.#cluster;
    const tasks = await this.#running();
    if (tasks.length === 0) return [];
    const described = await this.#ecs.send(new DescribeTasksCommand({ cluster, tasks }));
    return (described.tasks ?? []).flatMap(({ taskArn: arn, taskDefinitionArn, startedBy, desiredStatus }) =>
      arn !== undefined && startedBy === STARTED_BY && desiredStatus === 'RUNNING'
        ? [{ arn, taskDefinitionArn }]
        : [],
    );
  }

  /** All tasks of the family: a list by who started them cannot be filtered by family as well. */
  async #running(): Promise<string[]> {
    const { taskArns = [] } = await this.#ecs
      .send(new ListTasksCommand({ cluster: this.#cluster, family: this.#family, desiredStatus: 'RUNNING' }))
      .catch((error: unknown): { taskArns?: string[] } => {
        if (error instanceof ClusterNotFoundException) return {};
        throw error;
      });
    return taskArns;
  }

  /**
   * @param taskDefinition its ARN
   * @returns the task's ARN
   * @throws UsageError if there is no room for it
   */
  async start(taskDefinition: string): Promise<string> {
    const { tasks = [], failures = [] } = await this.#ecs
      .send(
        new RunTaskCommand({
          cluster: this.#cluster,
          taskDefinition,
          launchType: 'EC2',
          count: 1,
          startedBy: STARTED_BY,
        }),
      )
      .catch((error: unknown) => {
        if (/no container instances/i.test(String(error))) throw new UsageError(noInstance());
        throw error;
      });
    const arn = tasks[0]?.taskArn;
    if (arn !== undefined) return arn;
    throw new UsageError(whyNotStarted(failures));
  }

  /** Waits until a task runs. @throws TaskError if it stops, or does not run in time */
  async untilRunning(arn: string, limitMs: number): Promise<Task> {
    return this.#until(arn, 'RUNNING', limitMs, (task) => {
      if (task.lastStatus === 'STOPPED') throw new TaskError(`The task stopped: ${whyStopped(task)}`);
    });
  }

  /** @throws TaskError if it does not stop in time */
  async stop(arn: string, limitMs: number): Promise<void> {
    await this.#ecs.send(
      new StopTaskCommand({ cluster: this.#cluster, task: arn, reason: 'interstella run-task --stop' }),
    );
    await this.#until(arn, 'STOPPED', limitMs, () => undefined);
  }

  /** The EC2 instance that a task runs on. */
  async instanceOf({ containerInstanceArn }: Task): Promise<string> {
    if (containerInstanceArn === undefined) throw new TaskError('The task runs on no instance.');
    const { containerInstances = [] } = await this.#ecs.send(
      new DescribeContainerInstancesCommand({
        cluster: this.#cluster,
        containerInstances: [containerInstanceArn],
      }),
    );
    const id = containerInstances[0]?.ec2InstanceId;
    if (id === undefined) throw new TaskError('The instance that the task runs on is gone.');
    return id;
  }

  async #until(arn: string, status: string, limitMs: number, check: (task: Task) => void): Promise<Task> {
    const deadline = Date.now() + limitMs;
    for (;;) {
      const { tasks = [] } = await this.#ecs.send(
        new DescribeTasksCommand({ cluster: this.#cluster, tasks: [arn] }),
      );
      const [task] = tasks;
      if (!task) throw new TaskError(`ECS does not know the task ${arn} any more.`);
      if (task.lastStatus === status) return task;
      check(task);
      if (Date.now() >= deadline) {
        throw new TaskError(
          `The task is ${task.lastStatus ?? 'in no state'} after ${Math.round(limitMs / 1_000)} s, and not ${status}. Look at it in the ECS console.`,
        );
      }
      await delay(POLL_MS);
    }
  }
}

function whyNotStarted(failures: readonly Failure[]): string {
  const [failure] = failures;
  const { reason = 'no reason', detail } = failure ?? {};
  if (reason === 'RESOURCE:PORTS')
    return 'Something has the port on the instance already: a task that runs there. Stop it with --stop, or in the ECS console.';
  if (/^(RESOURCE|AGENT|No Container)/.test(reason)) return `${noInstance()} (${reason})`;
  return `ECS did not start the task: ${reason}${detail === undefined ? '' : `, ${detail}`}.`;
}

function noInstance(): string {
  return 'The cluster has no instance with room for the task yet. One needs some minutes after stage workshop is deployed: try again.';
}

function whyStopped({ stoppedReason, containers = [] }: Task): string {
  const reasons = containers.flatMap(({ reason, exitCode }) => [
    reason,
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
  ]);
  const said = [stoppedReason, ...reasons].filter((reason) => reason !== undefined && reason !== '');
  return said.join('; ') || 'ECS does not say why.';
}
