import { askForFault } from '@interstella/rehearsal/faults/ask-for-fault.ts';
import { type FaultWanted, readFault } from '@interstella/rehearsal/faults/read-fault.ts';
import { requireRunningKit } from '@interstella/rehearsal/kit/running-kit.ts';
import { say } from '@interstella/terminal/say.ts';

/**
 * `interstella fault KIND TARGET`: breaks something of the kit that runs, for a while.
 *
 * @throws UsageError; Error if there is no such target
 */
export async function fault(wanted: FaultWanted): Promise<number> {
  const read = readFault(wanted);
  const what = await askForFault(await requireRunningKit(), read);
  say(`${what.slice(0, 1).toUpperCase()}${what.slice(1)}.`);
  return 0;
}
