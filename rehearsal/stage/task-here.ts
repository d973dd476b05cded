import type { RunningKit } from '../kit/running-kit.ts';
import { ChangeView } from '@interstella/terminal/change-view.ts';
import { platformOf } from '../kit/clients.ts';

/**
 * `interstella run-task` where a kit runs: the task of stage `task` as a process of this machine, at the port that is the
 * load balancer's in later stages. Resolves with the exit code.
 */
export async function runTaskHere(kit: RunningKit, stop: boolean): Promise<number> {
  const platform = platformOf(kit);
  const view = new ChangeView(process.stdout);
  const change = stop ? platform.stopTasks(view.onEvent) : platform.runTask(view.onEvent);
  const { outcome } = await change.finally(() => view.end());
  if (outcome !== 'done') return 1;
  if (!stop) {
    process.stdout.write(
      `Send it an order:\n  curl -H "Content-Type: application/json" -X POST -d '{"Message":{"bundle":"1"}}' ${kit.ordersUrl}/order/\n`,
    );
  }
  return 0;
}
