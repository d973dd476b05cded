import { type Command, InvalidArgumentError, Option } from 'commander';
import { FAULT_DEFAULTS, type FaultWanted } from '@interstella/rehearsal/faults/read-fault.ts';
import { SCENARIO_NAMES } from '@interstella/rehearsal/migration/scenarios/scenario-names.ts';
import { numberOption, portOption, rateOption } from '@interstella/terminal/options.ts';
import { jsonOption, timeoutOption } from '../options.ts';
import type { MigrateOptions } from './migrate.ts';

const MIGRATE_EXIT_CODES = `
Exit codes: 0, every order is accounted for, no request failed but by a fault
that was injected, and every rehearsed failure came out as expected; 1, not so;
2, it cannot be asked for like that; 130, stopped before the end.`;

/** What rehearses the migration as a whole, and its failures. */
export function addRehearsalCommands(program: Command): void {
  program
    .command('migrate')
    .description(
      'rehearse the whole migration on this machine under live orders, and prove that none was lost or made twice',
    )
    .option('--rate <n>', 'orders per second, at most 1000', rateOption, 50)
    .option('--there-and-back', 'and back to the first stage again', false)
    .option('--until <stage>', 'go no further than this stage')
    .option('--hold <seconds>', 'how long each stage works after it is stable', numberOption, 4)
    .addOption(timeoutOption('seconds', 'how long a step, and the end, may wait for old orders', 300))
    .addOption(
      new Option(
        '--faults [names]',
        `break things on the way, and see what comes of it: all of ${SCENARIO_NAMES.join(', ')}, or some`,
      )
        .argParser(scenariosOption)
        .preset('all')
        .default([], 'none'),
    )
    .option('--containers', 'run tasks as containers of the images that `images build` made', false)
    .option('--html <file>', 'where to write the report for a browser (default: .interstella/migration.html)')
    .option('--port <port>', 'of the load balancer; 0 for any', portOption, 0)
    .addOption(jsonOption())
    .addHelpText('after', MIGRATE_EXIT_CODES)
    .action(async (options: MigrateOptions) => {
      const { migrate } = await import('./migrate.ts');
      process.exitCode = await migrate(options);
    });

  program
    .command('fault')
    .description('break something while orders flow, for a while: it heals by itself')
    .argument('<kind>', 'kill, hang, slow or error; of sns: duplicate or shuffle')
    .argument('<target>', 'a service; of kill and hang also the id of a task, or hq; or sns')
    .option(
      '--for <seconds>',
      `how long (default: ${FAULT_DEFAULTS.for}); a killed task is replaced at once`,
      numberOption,
    )
    .option(
      '--delay <ms>',
      `of slow: how much longer requests take (default: ${FAULT_DEFAULTS.delay})`,
      numberOption,
    )
    .option(
      '--rate <share>',
      `of error: the share of the requests, 0 to 1 (default: ${FAULT_DEFAULTS.rate})`,
      numberOption,
    )
    .action(async (kind: string, target: string, options: Omit<FaultWanted, 'kind' | 'target'>) => {
      const { fault } = await import('./fault.ts');
      process.exitCode = await fault({ kind, target, ...options });
    });
}

/** `all`, or names with commas between them. @throws InvalidArgumentError */
function scenariosOption(text: string): readonly string[] {
  if (text === 'all') return SCENARIO_NAMES;
  const names = text.split(',');
  const unknown = names.find((name) => !SCENARIO_NAMES.includes(name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(`There is no ${unknown}; there are ${SCENARIO_NAMES.join(', ')}.`);
}
