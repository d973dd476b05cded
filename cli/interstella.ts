import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { addCloudCommands } from './commands/cloud.ts';
import { addHqCommands } from './commands/hq.ts';
import { addImagesCommands } from './commands/images.ts';
import { addOperatingCommands } from './commands/operating.ts';
import { addKitCommands } from './commands/kit.ts';
import { order } from './commands/order.ts';
import { redrive, type RedriveOptions } from './commands/redrive.ts';
import { addRehearsalCommands } from './commands/rehearsing.ts';
import { report } from './commands/report.ts';
import { connectToHq } from './headquarters/connect-to-hq.ts';
import { type HqOptions, onAws, onHq } from './headquarters/hq-options.ts';
import { jsonOption, timeoutOption } from './options.ts';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { whyNobodyIsOwed } from '@interstella/rehearsal/stage/why-nobody-is-owed.ts';
import { endingOf } from '@interstella/terminal/exit-code.ts';
import { optionDescription } from '@interstella/terminal/option-description.ts';
import { refuseWhatNpmTook } from '@interstella/terminal/npm-took.ts';
import { written } from '@interstella/terminal/written.ts';

// Whoever reads this may leave (`| head`); that is no reason to end with a stack trace.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const program = new Command('interstella')
  .description(
    'Take a logistics monolith apart into microservices, step by step, with no order lost or made twice.',
  )
  .version('0.1.0')
  .showHelpAfterError('(add --help for what there is)')
  .configureHelp({ optionDescription })
  .exitOverride();

addKitCommands(program);

onHq(program.command('order'))
  .description('have HQ publish one order, and wait until it is in the ledger')
  .addOption(timeoutOption('seconds', 'how long to wait', 30))
  .addOption(jsonOption())
  .action(async (options: HqOptions & { timeout: number; json: boolean }) => {
    const hq = await connectToHq(options);
    process.exitCode = await order(hq, options, () => whyNobodyIsOwed(options));
  });

onHq(program.command('report'))
  .description('show the conservation report: is every order accounted for? Exit code 1 if it is red')
  .option('--audit', 'count every item of the ledger again and compare', false)
  .addOption(jsonOption())
  .action(async (options: HqOptions & { audit: boolean; json: boolean }) => {
    process.exitCode = await report(await connectToHq(options), options);
  });

onAws(program.command('redrive'))
  .description('post dead-lettered deliveries to their endpoints again')
  .addOption(jsonOption())
  .action(async (options: RedriveOptions) => {
    process.exitCode = await redrive(options);
  });

addHqCommands(program);
addCloudCommands(program);
addImagesCommands(program);
addOperatingCommands(program);
addRehearsalCommands(program);

program
  .command('bench')
  .description('measure the services against bare node:http; --help for its options')
  .helpOption(false)
  .allowUnknownOption()
  .argument('[options...]')
  .action((options: string[]) => {
    const { status } = spawnSync(process.execPath, [join(ROOT, 'bench', 'dist', 'main.js'), ...options], {
      stdio: 'inherit',
    });
    process.exitCode = status ?? 1;
  });

program
  .command('build', { hidden: true })
  .description('build what is older than its sources')
  .action(() => undefined);

try {
  refuseWhatNpmTook(program, process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  const { code, message } = endingOf(error);
  if (message !== undefined) process.stderr.write(`${message}\n`);
  process.exitCode = code;
}
await Promise.all([process.stdout, process.stderr].map(written));
process.exit();
