import { namesIn } from '@interstella/infra/names';
import { SERVICES } from '@interstella/infra/stages';
import type { Aws } from '../aws.ts';
import type { DeployedEnvironment } from '../deployed.ts';
import { TaskOnAws } from './task-on-aws.ts';

/**
 * Stops what run-task started: a task that no service has started is stopped by no stack, and no step. It would go on
 * taking direct orders without a key.
 *
 * @returns how many there were
 */
export async function stopTasksByHand(
  aws: Aws,
  { interstella, environmentName }: DeployedEnvironment,
  limitMs: number,
): Promise<number> {
  if (interstella?.outputs.ClusterName === undefined) return 0;
  const names = namesIn(environmentName);
  let stopped = 0;
  for (const { name } of SERVICES) {
    const task = new TaskOnAws(aws, names.cluster, names.service(name));
    for (const { arn } of await task.list()) {
      await task.stop(arn, limitMs);
      stopped += 1;
    }
  }
  return stopped;
}
