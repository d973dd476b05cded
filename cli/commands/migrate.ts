import { join, resolve } from 'node:path';
import { type Command, Option, InvalidArgumentError } from 'commander';
import { numberOption, portOption, rateOption } from '@interstella/terminal/options.ts';
import { SCENARIO_NAMES } from '@interstella/rehearsal/migration/scenarios/scenario-names.ts';
import { jsonOption, timeoutOption } from '../options.ts';
import { DEFAULT_ENVIRONMENT_NAME, type Image, type Stage } from '@interstella/infra/stages';
import type { ImageCatalogue } from '@interstella/local/platform/tasks';
import { imageCatalogue } from '@interstella/images/image-catalogue.ts';
import { imagesOfStages, requireContainers } from '@interstella/images/require-containers.ts';
import { kitFolder } from '@interstella/infra/workspace/kit-folder.ts';
import { cleanUpKit } from '@interstella/rehearsal/kit/leftovers.ts';
import { claimKit, releaseKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { htmlReport } from '@interstella/rehearsal/migration/html/page.ts';
import { migrationPath } from '@interstella/rehearsal/migration/path.ts';
import { rehearseMigration } from '@interstella/rehearsal/rehearse-migration.ts';
import { requireWritable, writeReport } from '@interstella/rehearsal/migration/report-file.ts';
import { resultJson } from '@interstella/rehearsal/migration/result-json.ts';
import { resultText } from '@interstella/rehearsal/migration/result-text.ts';
import { WRONG_TAG } from '@interstella/rehearsal/migration/scenarios/wrong-order.ts';
import { stopAsked } from '@interstella/rehearsal/kit/stop-asked.ts';
import { assertPortsFree } from '@interstella/rehearsal/kit/port-holder.ts';
import { colorsFor } from '@interstella/terminal/colors.ts';
import { isTerminal } from '@interstella/terminal/is-terminal.ts';
import { UsageError } from '@interstella/libs/errors';
import { say } from '@interstella/terminal/say.ts';

interface MigrateOptions {
  /** Orders per second. */
  readonly rate: number;
  readonly thereAndBack: boolean;
  /** The last stage of the way there. */
  readonly until: string | undefined;
  /** How many seconds each stage works after it is stable. */
  readonly hold: number;
  /** How many seconds a step may wait for old orders. */
  readonly timeout: number;
  /** Which failures are rehearsed, by name. */
  readonly faults: readonly string[];
  /** Tasks are containers of the real images, through Docker. @default false */
  readonly containers?: boolean;
  readonly json: boolean;
  readonly html: string | undefined;
  /** Of the load balancer; 0 for any. */
  readonly port: number;
}

const MIGRATE_EXIT_CODES = `
Exit codes: 0, every order is accounted for, no request failed but by a fault
that was injected, and every rehearsed failure came out as expected; 1, not so;
2, wrong usage; 130, stopped before the end.`;

export function addMigrate(command: Command): void {
  command
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
      process.exitCode = await migrate(options);
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

/** For the ports of what has just been killed. */
const FREED_LIMIT_MS = 5_000;
/** As wide as a table needs that goes into a file. */
const WIDE = 200;

/**
 * `interstella migrate`: the whole migration under load on this machine, from a cold start, and the proof. Resolves with
 * the exit code: 1 if an order is not accounted for, a request failed with no fault injected, a rehearsed failure did not
 * come out as it should, or the report could not be written.
 *
 * @param catalogue what runs for each image
 * @throws UsageError, StoppedError, Error
 */
export async function migrate(
  options: MigrateOptions,
  catalogue: ImageCatalogue = imageCatalogue(DEFAULT_ENVIRONMENT_NAME),
): Promise<number> {
  const path = migrationPath(options);
  refuseVain(options, path.length - 1);
  const notes = options.containers === true ? await requireContainers(imagesOfWay(path, options.faults)) : [];
  const html = resolve(options.html ?? join(kitFolder(), 'migration.html'));
  const wasKilled = await claimKit();
  try {
    await requireWritable(html);
    // Before the port is looked at, which they may hold.
    const ended = await cleanUpKit();
    if (wasKilled && !options.json)
      say('An earlier run was killed; what it left behind is cleaned up first.');
    if (!options.json) for (const sentence of [...ended, ...notes]) say(sentence);
    await assertPortsFree(
      [{ port: options.port, option: '--port' }],
      'npm run migrate',
      ended.length > 0 ? FREED_LIMIT_MS : 0,
    );
    const output = options.json ? 'nothing' : isTerminal(process.stdout) ? 'terminal' : 'lines';
    const result = await rehearseMigration({ ...options, path, catalogue, output }, stopAsked());
    // Told after the result, which is not to be lost with it.
    const unwritten = await writeReport(html, htmlReport(result));
    if (options.json) say(resultJson(result));
    else {
      const width = process.stdout.isTTY ? process.stdout.columns : WIDE;
      say(
        resultText(result, {
          colors: colorsFor(process.stdout),
          width,
          html: unwritten === undefined ? html : undefined,
        }),
      );
    }
    if (unwritten !== undefined) process.stderr.write(`${unwritten}\n`);
    return result.ok && unwritten === undefined ? 0 : 1;
  } finally {
    await releaseKit();
  }
}

/** @throws UsageError for what would prove nothing */
function refuseVain({ rate, faults }: MigrateOptions, steps: number): void {
  if (rate === 0) throw new UsageError('--rate 0: orders must flow, or nothing is proved.');
  if (faults.includes('gate') && steps < 2) {
    throw new UsageError('--faults gate needs two steps: add --there-and-back, or go further.');
  }
  if (faults.includes('gate') && faults.includes('hq') && steps < 3) {
    throw new UsageError(
      '--faults gate and hq would break the same step of two, and nobody could tell which did what: name one of them, or go further.',
    );
  }
}

function imagesOfWay(path: readonly Stage[], faults: readonly string[]): readonly Image[] {
  const ofWrongOrder = faults.includes('order') ? imagesOfStages(path.slice(0, 1), WRONG_TAG) : [];
  return [...new Set([...imagesOfStages(path), ...ofWrongOrder])];
}
