import type { Command } from 'commander';
import { numberOption } from '@interstella/terminal/options.ts';
import { askForFault } from '@interstella/rehearsal/faults/ask-for-fault.ts';
import { FAULT_DEFAULTS, type FaultWanted, readFault } from '@interstella/rehearsal/faults/read-fault.ts';
import { requireRunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { say } from '@interstella/terminal/say.ts';

export function addFault(command: Command): void {
  command
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
      process.exitCode = await fault({ kind, target, ...options });
    });
}

/**
 * `interstella fault KIND TARGET`: breaks a part of the running kit for a while.
 *
 * @throws UsageError; Error if there is no such target
 */
async function fault(wanted: FaultWanted): Promise<number> {
  const read = readFault(wanted);
  const what = await askForFault(await requireRunningKit(), read);
  say(`${what.slice(0, 1).toUpperCase()}${what.slice(1)}.`);
  return 0;
}
