import { Command } from 'commander';
import { endingOf } from '@interstella/terminal/exit-code.ts';
import { optionDescription } from '@interstella/terminal/option-description.ts';
import { refuseWhatNpmTook } from '@interstella/terminal/npm-took.ts';
import { written } from '@interstella/terminal/written.ts';

type AddVerb = (program: Command) => void;

/** In the order of `--help`. Each verb is a file, which is loaded when it is asked for: some need much of the AWS SDK. */
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

// The reader may leave (`| head`): the program ends without a stack trace.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const program = new Command('interstella')
  .description(
    'Take a logistics monolith apart into microservices, step by step, with no order lost or made twice.',
  )
  .version('0.1.0')
  .showHelpAfterError('(add --help for what there is)')
  .configureHelp({ optionDescription })
  .exitOverride();

const [first = ''] = process.argv.slice(2);
const wanted = Object.hasOwn(VERBS, first) ? [VERBS[first]] : Object.values(VERBS);

try {
  for (const load of wanted) (await load?.())?.(program);
  refuseWhatNpmTook(program, process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  const { code, message } = endingOf(error);
  if (message !== undefined) process.stderr.write(`${message}\n`);
  process.exitCode = code;
}
await Promise.all([process.stdout, process.stderr].map(written));
process.exit();
