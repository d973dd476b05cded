import type { Command } from 'commander';
import { timeoutOption, environmentNameOption } from '../options.ts';
import { namesIn } from '@interstella/infra/names';
import { DEFAULT_ENVIRONMENT_NAME, serviceNamed, type Stage, STAGES } from '@interstella/infra/stages';
import { awsInsteadOfKit } from '../headquarters/aws-instead-of-kit.ts';
import { type DeployedStack, readEnvironment } from '@interstella/cloud/deployed.ts';
import { targetKit } from '@interstella/rehearsal/kit/target-kit.ts';
import { runTaskHere } from '@interstella/rehearsal/stage/task-here.ts';
import { TaskOnAws } from '@interstella/cloud/run-task/task-on-aws.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { UsageError } from '@interstella/libs/errors';
import { say } from '@interstella/terminal/say.ts';

interface RunTaskOptions {
  readonly stop: boolean;
  /** Whether to use AWS even if a kit runs here. */
  readonly aws: boolean;
  readonly environmentName?: string;
  /** In minutes. */
  readonly timeout: number;
}

export function addRunTask(command: Command): void {
  command
    .option('--aws', 'on AWS, also where npm start runs', false)
    .option('--stop', 'stop it instead', false)
    .addOption(timeoutOption('minutes', 'how long to wait until it runs, or has stopped', 5))
    .addOption(environmentNameOption())
    .action(async (options: RunTaskOptions) => {
      process.exitCode = await runTask(options);
    });
}

/**
 * `interstella run-task`: runs the monolith of stage `task` by itself, here or on the instance on AWS, as ECS's run-task does,
 * and prints the command that sends it an order; or stops it. Resolves with the exit code.
 *
 * @throws UsageError, TaskError
 */
async function runTask(options: RunTaskOptions): Promise<number> {
  const { environmentName = DEFAULT_ENVIRONMENT_NAME, stop, timeout } = options;
  const kit = await targetKit(options);
  if (kit) return runTaskHere(kit, stop);
  const aws = await awsInsteadOfKit(options);
  const { interstella } = await readEnvironment(aws, environmentName);
  if (!interstella)
    throw new UsageError(
      `Nothing is deployed in account ${aws.account}, ${aws.region}. See \`${printedCommand('status --aws', environmentName)}\`.`,
    );
  const [stage, service] = taskToRun();
  const names = namesIn(environmentName);
  const task = new TaskOnAws(aws, names.cluster, names.service(service.name));
  const limitMs = timeout * 60_000;
  if (stop) {
    const running = await task.list();
    for (const { arn } of running) await task.stop(arn, limitMs);
    say(running.length === 0 ? 'No task runs that run-task started.' : 'The task is stopped.');
    return 0;
  }
  const definition = taskDefinitionOf(interstella, stage, environmentName);
  const [known] = await task.list();
  if (known === undefined) say('Starting the task …');
  if (known && known.taskDefinitionArn !== definition) {
    throw new UsageError(
      `A task runs that is of another revision than what is deployed. Stop it, and run it again: ${printedCommand('run-task --aws --stop', environmentName)}`,
    );
  }
  const started = await task.untilRunning(known?.arn ?? (await task.start(definition)), limitMs);
  // The template maps the container's port to the same port of the instance.
  const port = service.containerPort;
  // Only here, since the SDK's client of EC2 takes longer to load than all the rest.
  const { reachable } = await import('@interstella/cloud/run-task/reachable.ts');
  const { address, from } = await reachable(aws, await task.instanceOf(started), port);
  say(known === undefined ? 'The task runs.' : 'The task runs already.');
  say(whatNow(address, port, from, environmentName));
  return 0;
}

/** The stage with a task for run-task, and the service of that task. */
function taskToRun() {
  for (const stage of STAGES) {
    const task = stage.tasks.find(({ runBy }) => runBy === 'run-task');
    if (task) return [stage, serviceNamed(task.service)] as const;
  }
  throw new Error('No stage has anything for run-task.');
}

/** @throws UsageError at another stage */
function taskDefinitionOf(deployed: DeployedStack, { name }: Stage, environmentName: string): string {
  const { TaskDefinitionArn: arn } = deployed.outputs;
  if (arn !== undefined) return arn;
  throw new UsageError(
    `Stage ${deployed.stage?.name ?? 'unknown'} is deployed, and has nothing for run-task: that is stage ${name}. Go there with \`${printedCommand(`deploy ${name}`, environmentName)}\`.`,
  );
}

function whatNow(address: string, port: number, from: readonly string[], environmentName: string): string {
  const curl = `curl -H "Content-Type: application/json" -X POST -d '{"Message":{"bundle":"1"}}' http://${address}:${port}/order/`;
  if (from.length > 0) return `Send it an order, from ${from.join(' or ')}:\n  ${curl}`;
  return [
    `Nobody can reach port ${port} of the instance. Deploy the stage again with your own address:`,
    `  ${printedCommand('deploy task', environmentName)} -c allowFrom=ADDRESS/32`,
    `Then send it an order:\n  ${curl}`,
  ].join('\n');
}
