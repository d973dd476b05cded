import { access, constants, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { portOption, rateOption } from '@interstella/terminal/options.ts';
import { localStageNamed } from '@interstella/migration/assembly/local-template.ts';
import { contextOption } from '../options.ts';
import type { Stage } from '@interstella/infra/stages';
import { reasonOf, StoppedError, UsageError } from '@interstella/libs/errors';
import { KitError } from '@interstella/local/programs';
import { neighboursOf, takesOrders } from '@interstella/migration/gate/way.ts';
import { imagesOfStages, requireContainers } from '@interstella/images/require-containers.ts';
import { cleanUpKit } from '@interstella/rehearsal/kit/leftovers.ts';
import { claimKit, releaseKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { drain } from '@interstella/rehearsal/kit/drain.ts';
import type { LocalKitOptions } from '@interstella/rehearsal/kit/local-kit-options.ts';
import { showLiveStatus } from '@interstella/rehearsal/kit/live-status.ts';
import { LocalKit } from '@interstella/rehearsal/kit/local-kit.ts';
import { assertPortsFree } from '@interstella/rehearsal/kit/port-holder.ts';
import { stopAsked } from '@interstella/rehearsal/kit/stop-asked.ts';
import { colorsFor } from '@interstella/terminal/colors.ts';
import { isTerminal } from '@interstella/terminal/is-terminal.ts';
import { reportText } from '@interstella/terminal/report-text.ts';
import { runWithProgress } from '@interstella/terminal/run-with-progress.ts';
import { StatusLine } from '@interstella/terminal/status-line.ts';
import { say, sayWrapped } from '@interstella/terminal/say.ts';

/** How long to wait for the ports of programs that were just killed, in ms. */
const FREED_LIMIT_MS = 5_000;

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

export function addStart(command: Command): void {
  command
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
}

/**
 * `npm start`: runs the kit, with orders flowing, until Ctrl-C. Resolves with the exit code: 0 after a graceful end; 1 if HQ
 * did not answer the last report.
 */
async function start(options: LocalKitOptions): Promise<number> {
  const { containers, stage, context } = options;
  const notes =
    containers === true ? await requireContainers(imagesOfStages([stage], context.monolithTag)) : [];
  if (options.dataFolder !== undefined) await requireFolder(options.dataFolder);
  const wasKilled = await claimKit();
  try {
    // Before the ports are checked, since leftovers may listen on them.
    const ended = await cleanUpKit();
    if (wasKilled) say('An earlier run was killed; what it left behind is cleaned up first.');
    for (const sentence of [...ended, ...notes]) say(sentence);
    const ports = [
      { port: options.port, option: '--port' },
      { port: options.endpointPort, option: '--endpoint-port' },
      { port: options.hqPort, option: '--hq-port' },
    ];
    await assertPortsFree(ports, 'npm start', ended.length > 0 ? FREED_LIMIT_MS : 0);
    return await run(new LocalKit(options));
  } finally {
    await releaseKit();
  }
}

/** Without this check, LevelDB would never become ready. @throws UsageError */
async function requireFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new UsageError(
      `--data: the folder ${folder} cannot be used (${reasonOf(error)}). Name one that can be written to.`,
    );
  }
}

async function run(kit: LocalKit): Promise<number> {
  const stop = stopAsked();
  const broken = kit.broken.then((how): never => {
    throw new KitError(how);
  });
  try {
    await startUp(kit, Promise.race([broken, stoppedBy(stop)]));
    await showStatusUntil(kit, stop, broken);
    say('Stopping: no new orders, waiting for those in flight …');
    await Promise.race([kit.heal(), broken]);
    const { report, isFinal } = await Promise.race([drain(kit.hq), broken]);
    await kit.stop();
    if (report) sayWrapped(`\n${reportText(report, colorsFor(process.stdout))}`);
    if (!isFinal) say('\nInterstella HQ did not answer in the end: this is the last that it said.');
    return isFinal ? 0 : 1;
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
    say('Stopping: what was started is ended …');
    return 0;
  } finally {
    await kit.stop();
  }
}

async function stoppedBy(stop: Promise<void>): Promise<never> {
  await stop;
  throw new StoppedError('Stopped before everything was up.');
}

async function startUp(kit: LocalKit, interrupted: Promise<never>): Promise<void> {
  const redraws = isTerminal(process.stdout);
  const steps = kit.steps.map(({ title, run }) => ({
    title,
    run: (show: (text: string) => void) => run(redraws ? show : () => undefined),
  }));
  await runWithProgress(steps, { output: redraws ? 'terminal' : 'lines', interrupted });
  say(`\n${whatRuns(kit.stage)} Unlike in the cloud:`);
  for (const { name, value } of await kit.overlay()) say(`  ${name.padEnd(22)}${value}`);
  say(`\nIn another terminal: ${whatNext(kit.stage).join(' · ')} · Ctrl-C here ends it all.\n`);
}

function whatRuns({ name, lab }: Stage): string {
  return `Stage ${name} (lab ${lab}) runs from the template that \`cdk deploy\` would send.`;
}

function whatNext(stage: Stage): readonly string[] {
  const { next } = neighboursOf(stage);
  return [
    ...(takesOrders(stage) ? ['npx interstella order', 'npx interstella report'] : []),
    ...(next ? [`npx interstella stage ${next.name}`] : []),
  ];
}

async function showStatusUntil(kit: LocalKit, stop: Promise<void>, broken: Promise<never>): Promise<void> {
  const { hq, participant } = kit;
  const over = new AbortController();
  const parts = { hq, participant, state: () => kit.state(), line: new StatusLine(process.stdout) };
  const showing = showLiveStatus(parts, over.signal);
  try {
    await Promise.race([stop, showing, broken]);
  } finally {
    over.abort();
    await showing;
  }
}
