import type { Command } from 'commander';
import { onHq } from '../headquarters/hq-options.ts';
import { rateOption } from '@interstella/terminal/options.ts';
import {
  contextOption,
  environmentNameOption,
  hqUrlOption,
  jsonOption,
  participantOption,
  timeoutOption,
} from '../options.ts';
import type { CleanOptions } from './clean.ts';
import type { CostOptions } from './cost.ts';
import type { RunTaskOptions } from './run-task.ts';
import type { SmokeOptions } from './smoke.ts';

/** What is done beside the steps from stage to stage. */
export function addOperatingCommands(program: Command): void {
  program
    .command('cost')
    .description('show what each stage costs on AWS, an hour and per million orders, from its template')
    .option('--stage <name>', 'this stage alone, with everything that it pays for')
    .option('--orders-per-second <n>', "at this rate instead of that of HQ's generator", rateOption)
    .addOption(contextOption())
    .addOption(jsonOption())
    .action(async (options: CostOptions) => {
      const { cost } = await import('./cost.ts');
      process.exitCode = await cost(options);
    });

  program
    .command('run-task')
    .description('stage task, here or on AWS: run the monolith by itself, and say how to send it an order')
    .option('--aws', 'on AWS, also where npm start runs', false)
    .option('--stop', 'stop it instead', false)
    .addOption(timeoutOption('minutes', 'how long to wait until it runs, or has stopped', 5))
    .addOption(environmentNameOption())
    .action(async (options: RunTaskOptions) => {
      const { runTask } = await import('./run-task.ts');
      process.exitCode = await runTask(options);
    });

  program
    .command('clean')
    .description('destroy everything of an environment on AWS, after asking, and list what stays')
    .addOption(environmentNameOption())
    .option('--keys', 'delete the keys in SSM Parameter Store, too', false)
    .option('--yes', 'destroy without asking', false)
    .addOption(timeoutOption('minutes', 'how long to wait for each stack to be gone', 45))
    .addOption(participantOption())
    .addOption(hqUrlOption())
    .action(async (options: CleanOptions) => {
      const { clean } = await import('./clean.ts');
      process.exitCode = await clean(options);
    });

  onHq(program.command('smoke'))
    .description(
      'test what runs here, or on AWS: health, rules, a direct order, an order through SNS. Exit code 1 if a check fails',
    )
    .option('--url <url>', 'of the load balancer, instead of that of the stage')
    .option('--stage <name>', 'what should be there, where nothing tells')
    .option('--participant <name>', "which participant of HQ's gets the order, where there are several")
    .addOption(jsonOption())
    .action(async (options: SmokeOptions) => {
      const { smoke } = await import('./smoke.ts');
      process.exitCode = await smoke(options);
    });
}
