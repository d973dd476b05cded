import type { Command } from 'commander';
import { taskCountOption } from '@interstella/terminal/options.ts';
import { MOST_TASKS } from '@interstella/local/platform/deployment';
import { namesIn } from '@interstella/infra/names';
import { DEFAULT_ENVIRONMENT_NAME, SERVICES } from '@interstella/infra/stages';
import { requireRunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { ChangeView } from '@interstella/terminal/change-view.ts';
import { platformOf } from '@interstella/rehearsal/kit/clients.ts';
import { UsageError } from '@interstella/libs/errors';

export function addScale(command: Command): void {
  command
    .argument('<service>', 'such as iridium')
    .argument('<count>', `how many tasks, 0 to ${MOST_TASKS}`, taskCountOption)
    .action(async (service: string, count: number) => {
      process.exitCode = await scale(service, count);
    });
}

/**
 * `interstella scale SERVICE N`: runs N tasks of a service on this machine, until a step changes the service. Resolves with
 * the exit code.
 *
 * @throws UsageError, PlatformError
 */
async function scale(name: string, desiredCount: number): Promise<number> {
  const names = namesIn(DEFAULT_ENVIRONMENT_NAME);
  const service = SERVICES.find((one) => one.name === name || names.service(one.name) === name);
  if (!service) {
    const known = SERVICES.map((one) => one.name).join(', ');
    throw new UsageError(`There is no service ${name}. There are ${known}.`);
  }
  const platform = platformOf(await requireRunningKit());
  const view = new ChangeView(process.stdout);
  const { outcome } = await platform
    .scale(names.service(service.name), desiredCount, view.onEvent)
    .finally(() => view.end());
  return outcome === 'done' ? 0 : 1;
}
