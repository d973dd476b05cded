import { Command } from 'commander';
import { exitOf } from '@interstella/terminal/exit-code.ts';
import { optionDescription } from '@interstella/terminal/option-description.ts';
import { refuseNpmOptions } from '@interstella/terminal/npm-options.ts';
import { say } from '@interstella/terminal/say.ts';
import { flushed } from '@interstella/terminal/flushed.ts';

type AddVerb = (program: Command) => void;

/** The verbs in the order of `--help`. Only the file of the verb that is used is loaded. */
const VERBS: Readonly<Record<string, () => Promise<AddVerb>>> = {
  start: async () => (await import('./commands/start.ts')).addStart,
  stage: async () => (await import('./commands/stage.ts')).addStage,
  scale: async () => (await import('./commands/scale.ts')).addScale,
  logs: async () => (await import('./commands/logs.ts')).addLogs,
  order: async () => (await import('./commands/order.ts')).addOrder,
  report: async () => (await import('./commands/report.ts')).addReport,
  redrive: async () => (await import('./commands/redrive.ts')).addRedrive,
  hq: async () => (await import('./commands/hq.ts')).addHq,
  deploy: async () => (await import('./commands/deploy.ts')).addDeploy,
  'put-keys': async () => (await import('./commands/put-keys.ts')).addPutKeys,
  status: async () => (await import('./commands/status.ts')).addStatus,
  images: async () => (await import('./commands/images.ts')).addImages,
  cost: async () => (await import('./commands/cost.ts')).addCost,
  'run-task': async () => (await import('./commands/run-task.ts')).addRunTask,
  clean: async () => (await import('./commands/clean.ts')).addClean,
  smoke: async () => (await import('./commands/smoke.ts')).addSmoke,
  migrate: async () => (await import('./commands/migrate.ts')).addMigrate,
  fault: async () => (await import('./commands/fault.ts')).addFault,
  bench: async () => (await import('./commands/bench.ts')).addBench,
  build: () => Promise.resolve(addBuild),
};

/** `scripts/run.mjs` has built everything before it runs this program. */
function addBuild(program: Command): void {
  program
    .command('build', { hidden: true })
    .description('build what is older than its sources')
    .action(() => undefined);
}

// If the reader of a pipe is gone (`| head`), the program ends without a stack trace.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const args = process.argv.slice(2);
/** Also where commander refuses the arguments before it has read this one. */
const isForPrograms = args.slice(0, [...args, '--'].indexOf('--')).includes('--json');

const program = new Command('interstella')
  .description(
    'Take a logistics monolith apart into microservices, step by step, with no order lost or made twice.',
  )
  .version('0.1.0')
  .showHelpAfterError('(add --help for what there is)')
  .configureHelp({ optionDescription })
  .configureOutput(isForPrograms ? { writeErr: () => undefined } : {})
  .exitOverride();

const [first = ''] = args;
const wanted = Object.hasOwn(VERBS, first) ? [VERBS[first]] : Object.values(VERBS);

try {
  for (const load of wanted) (await load?.())?.(program);
  refuseNpmOptions(program, args);
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
