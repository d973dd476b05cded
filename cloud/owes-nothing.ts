import type { ParticipantReport } from '@interstella/hq/client';
import type { Stage } from '@interstella/infra/stages';
import { neighboursOf, takesOrders } from '@interstella/migration/gate/way.ts';
import { printedCommand, printedCommandToHq } from '@interstella/terminal/printed-command.ts';
import type { DeployedEnvironment } from './deployed.ts';
import type { Headquarters } from './headquarters.ts';
import { stateOf } from './stack-state.ts';

/**
 * A step that was killed before its end could not tell HQ to owe orders again.
 *
 * @param report undefined where HQ does not answer
 */
export function owesNothing(
  deployed: DeployedEnvironment,
  hq: Pick<Headquarters, 'url' | 'isOurs'> | undefined,
  report: Pick<ParticipantReport, 'participant' | 'owed'> | undefined,
): readonly string[] {
  const { environmentName, interstella } = deployed;
  const stage = interstella?.stage;
  const isSteady = stateOf(interstella).is === 'settled';
  if (!hq || !stage || !takesOrders(stage) || !isSteady) return [];
  if (!report || report.owed) return [];
  const open = printedCommandToHq(`open ${report.participant}`, hq, deployed);
  const command = isFirst(stage) ? printedCommand(`deploy ${stage.name}`, environmentName) : open;
  const what = hq.isOurs ? command : `the instructor must run \`${open}\``;
  return [`Interstella HQ owes this stage no orders. Unless a step waits at its gate right now: ${what}`];
}

/** Deploying it once more has HQ owe orders, and tells it where those lie that were not taken. */
function isFirst(stage: Stage): boolean {
  return !takesOrders(neighboursOf(stage).previous);
}
