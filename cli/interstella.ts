import { Command, Help } from 'commander';
import { exitOf } from '@interstella/terminal/exit-code.ts';
import { flushed } from '@interstella/terminal/flushed.ts';
import { refuseNpmOptions } from '@interstella/terminal/npm-options.ts';
import { optionDescription } from '@interstella/terminal/option-description.ts';
import { say } from '@interstella/terminal/say.ts';
import { VERBS } from './verbs.ts';

// If the reader of a pipe is gone (`| head`), the program ends without a stack trace.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const args = process.argv.slice(2);
/** Also where commander refuses the arguments before it has read this one. */
const isForPrograms = args.slice(0, [...args, '--'].indexOf('--')).includes('--json');
const help = new Help();

const program = new Command('interstella')
  .description(
    'Take a logistics monolith apart into microservices, step by step, with no order lost or made twice.',
  )
  .version('0.1.0')
  .showHelpAfterError('(add --help for what there is)')
  .configureHelp({ optionDescription, subcommandTerm })
  .configureOutput(isForPrograms ? { writeErr: () => undefined } : {})
  .exitOverride()
  .hook('preSubcommand', (_program, command) => load(command));

for (const [name, { description }] of Object.entries(VERBS)) program.command(name).description(description);

// `scripts/run.mjs` has built everything before it runs this program.
program
  .command('build', { hidden: true })
  .description('build what is older than its sources')
  .action(() => undefined);

/** `stage [options] [name]`: commander would not know the arguments of a verb that is not loaded. */
function subcommandTerm(command: Command): string {
  const verb = command.parent === program ? VERBS[command.name()] : undefined;
  return verb ? `${command.name()} ${verb.usage}`.trim() : help.subcommandTerm(command);
}

/** Adds a verb's options and action to its command. */
async function load(command: Command): Promise<void> {
  (await VERBS[command.name()]?.load())?.(command);
  refuseNpmOptions(command);
}

try {
  // commander has no hook for its command `help`.
  const [first, second] = args;
  const explained = first === 'help' && program.commands.find((command) => command.name() === second);
  if (explained) await load(explained);
  await program.parseAsync();
} catch (thrown) {
  const { exitCode, error, isPrinted } = exitOf(thrown);
  // In one line, since `logs` prints a value in each.
  if (error && isForPrograms) say(JSON.stringify({ error }));
  else if (error && !isPrinted) process.stderr.write(`${error.message}\n`);
  process.exitCode = exitCode;
}
await Promise.all([process.stdout, process.stderr].map(flushed));
process.exit();
