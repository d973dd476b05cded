import { resolve } from 'node:path';
import type { Command } from 'commander';
import { MOST_TASKS } from '@interstella/local/platform/deployment';
import { localStageNamed } from '@interstella/migration/assembly/local-template.ts';
import { portOption, rateOption, taskCountOption, wholeNumberOption } from '@interstella/terminal/options.ts';
import { contextOption, jsonOption, timeoutOption } from '../options.ts';
import { logs, type LogsOptions } from './logs.ts';
import { scale } from './scale.ts';
import { listStages, stage, type StageOptions } from './stage.ts';
import { start } from './start.ts';

interface StartOptions {
  readonly stage: string;
  readonly context: Readonly<Record<string, string>>;
  readonly port: number;
  readonly endpointPort: number;
  readonly hqPort: number;
  readonly rate: number;
  readonly data?: string;
  readonly secure: boolean;
  readonly containers: boolean;
}

/** What runs a stage on this machine, and takes it to the next. */
export function addKitCommands(program: Command): void {
  program
    .command('start')
    .description('run HQ, the AWS endpoints and a stage on this machine, with orders flowing, until Ctrl-C')
    .option('--stage <name>', 'to begin with', 'alb')
    .addOption(contextOption())
    .option('--port <port>', 'of the load balancer; 0 for any', portOption, 5000)
    .option('--endpoint-port <port>', 'of the AWS endpoints; 0 for any', portOption, 4566)
    .option('--hq-port <port>', "of HQ's fulfillment API; 0 for any", portOption, 4567)
    .option('--rate <n>', 'orders per second, at most 1000', rateOption, 2)
    .option('--data <folder>', 'keep the ledger on disk, there, so that a restart loses nothing')
    .option('--containers', 'run tasks as containers of the images that `images build` made', false)
    .option('--secure', 'direct orders need the service key, as in the cloud', false)
    .action(async ({ stage: name, data, ...options }: StartOptions) => {
      process.exitCode = await start({
        ...options,
        stage: localStageNamed(name),
        dataFolder: data === undefined ? undefined : resolve(data),
      });
    });

  program
    .command('stage [name]')
    .description(
      'take the kit that runs here one stage forwards or backwards, while orders flow; without a name, list the stages',
    )
    .addOption(contextOption())
    .addOption(timeoutOption('minutes', 'how long to wait for old orders', 30))
    .option(
      '--wrong-order',
      'take the step also with a monolith that leaves a resource to nobody, to see what happens',
      false,
    )
    .addOption(jsonOption())
    .action(async (name: string | undefined, options: StageOptions) => {
      process.exitCode = await (name === undefined ? listStages(options.json) : stage(name, options));
    });

  program
    .command('scale')
    .description('run so many tasks of a service of the kit that runs here')
    .argument('<service>', 'such as iridium')
    .argument('<count>', `how many tasks, 0 to ${MOST_TASKS}`, taskCountOption)
    .action(async (service: string, count: number) => {
      process.exitCode = await scale(service, count);
    });

  program
    .command('logs <name>')
    .description('show what the tasks of a service print; also of hq, endpoints and platform')
    .option('-f, --follow', 'go on until Ctrl-C', false)
    .option('--lines <n>', 'to begin with', wholeNumberOption, 50)
    .addOption(jsonOption('lines as they were written, for programs'))
    .action(async (name: string, options: LogsOptions) => {
      process.exitCode = await logs(name, options);
    });
}
