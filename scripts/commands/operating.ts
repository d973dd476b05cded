import { type Command, Option } from 'commander';
import { contextOption } from '../terminal/context-option.ts';
import { rateOption } from '../terminal/options.ts';
import type { CostOptions } from './cost.ts';

/** What is done beside the steps from stage to stage. */
export function addOperatingCommands(program: Command): void {
  program
    .command('cost')
    .description('show what each stage costs on AWS, an hour and per million orders, from its template')
    .option('--stage <name>', 'this stage alone, with everything that it pays for')
    .option('--orders-per-second <n>', "at this rate instead of that of HQ's generator", rateOption)
    .option('-c, --context <name=value>', 'of the CDK app, such as desiredCount=2', contextOption, {})
    .addOption(new Option('--json', 'for programs').default(false))
    .action(async (options: CostOptions) => {
      const { cost } = await import('./cost.ts');
      process.exitCode = await cost(options);
    });
}
