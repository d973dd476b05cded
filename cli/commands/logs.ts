import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { wholeNumberOption } from '@interstella/terminal/options.ts';
import { jsonOption } from '../options.ts';
import { namesIn } from '@interstella/infra/names';
import { DEFAULT_ENVIRONMENT_NAME, SERVICES } from '@interstella/infra/stages';
import { findRunningKit, runningSince } from '@interstella/rehearsal/kit/running-kit.ts';
import { kitFolder } from '@interstella/infra/workspace/kit-folder.ts';
import { LogTail, type LogLine } from '@interstella/rehearsal/logs/log-tail.ts';
import { logText, newestLast } from '@interstella/rehearsal/logs/log-text.ts';
import { UsageError } from '@interstella/libs/errors';
import { say } from '@interstella/terminal/say.ts';

const POLL_MS = 200;
/** How many characters of a task's id are shown: enough to distinguish tasks. */
const SHOWN_ID = 8;

/** The programs of the kit that have a log, by the name on the command line: the name of the log file. */
const PROGRAMS: Readonly<Record<string, string>> = { hq: 'hq', endpoints: 'local', platform: 'platform' };

interface LogsOptions {
  readonly follow: boolean;
  /** The number of old lines to show first. */
  readonly lines: number;
  /** Whether to print lines as they were written, for programs. */
  readonly json: boolean;
}

export function addLogs(command: Command): void {
  command
    .argument('<name>')
    .option('-f, --follow', 'go on until Ctrl-C', false)
    .option('--lines <n>', 'to begin with', wholeNumberOption, 50)
    .addOption(jsonOption('lines as they were written, for programs'))
    .action(async (name: string, options: LogsOptions) => {
      process.exitCode = await logs(name, options);
    });
}

/**
 * `interstella logs SERVICE`: the output of a service's tasks since the kit was started. Each line begins with the start of
 * its task's id. With --follow it goes on until Ctrl-C, until its reader is gone (`| head`), or until the kit ends. Resolves
 * with the exit code.
 *
 * @throws UsageError
 */
async function logs(name: string, { follow, lines, json }: LogsOptions): Promise<number> {
  const tail = new LogTail(pathOf(name), await runningSince());
  if (!follow && !(await tail.exists())) {
    throw new UsageError(`${name} has no log yet. Start the kit with \`npm start\`, or wait with --follow.`);
  }
  const readerGone = new AbortController();
  process.stdout.once('error', () => {
    readerGone.abort();
  });
  show(newestLast(await tail.last(lines), lines), name, json);
  if (tail.leftOut !== undefined) process.stderr.write(`${tail.leftOut}\n`);
  while (follow && !readerGone.signal.aborted && (await findRunningKit())) {
    await delay(POLL_MS);
    show(await tail.next(), name, json);
  }
  return 0;
}

/** @throws UsageError that lists the names that have a log */
function pathOf(name: string): string {
  const folder = join(kitFolder(), 'logs');
  const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (program !== undefined) return join(folder, `${program}.log`);
  const names = namesIn(DEFAULT_ENVIRONMENT_NAME);
  const service = SERVICES.find((one) => one.name === name || names.service(one.name) === name);
  if (service) return join(folder, names.service(service.name));
  const known = [...SERVICES.map((one) => one.name), ...Object.keys(PROGRAMS)].join(', ');
  throw new UsageError(`${name} has no log. There are ${known}.`);
}

function show(lines: readonly LogLine[], name: string, json: boolean): void {
  for (const { task, text } of lines) {
    const who = Object.hasOwn(PROGRAMS, name) ? '' : `${task.slice(0, SHOWN_ID)}  `;
    say(json ? text : `${who}${logText(text)}`);
  }
}
