import { namesIn } from '@interstella/infra/names';
import { DEFAULT_ENVIRONMENT_NAME, SERVICES } from '@interstella/infra/stages';
import { leftToNobody } from '@interstella/migration/gate/makers.ts';
import { ledgerLines } from '@interstella/migration/step/ledger-text.ts';
import type { StepPlan } from '@interstella/migration/step/place.ts';
import { titleOf } from '@interstella/migration/step/plan-step.ts';
import type { StepTaken } from '@interstella/migration/step/step-taken.ts';
import { LOCAL_COMMANDS } from './local-place.ts';
import { waysFrom } from './stage-list-text.ts';

const ofKit = namesIn(DEFAULT_ENVIRONMENT_NAME);

/** What a step is about to change. @param changes in sentences; none where nothing changes */
export function planText(plan: StepPlan, changes: readonly string[]): string {
  return [
    changes.length === 0 ? `${titleOf(plan)}: nothing changes.` : `${titleOf(plan)}. What changes:`,
    ...changes.map((sentence) => `  ${sentence}`),
    ...nobodyMakes(plan),
  ].join('\n');
}

/** What came of a step, what the ledger saw, and where to go from there. */
export function takenText(plan: StepPlan, taken: StepTaken): string {
  return [
    outcomeText(plan, taken),
    ...ledgerLines(taken, LOCAL_COMMANDS, LOCAL_COMMANDS),
    ...whatIsNext(plan, taken),
  ].join('\n');
}

/** Asked for, as the wrong order: nobody shall wonder later why orders stay open. */
function nobodyMakes({ to, monolithTag }: StepPlan): readonly string[] {
  const abandoned = leftToNobody(to, monolithTag);
  if (abandoned.length === 0) return [];
  const what = abandoned.join(' and ');
  return [
    `As asked for, nobody makes ${what} then: every order stays open, until a stage is there where somebody does.`,
  ];
}

function outcomeText({ from, to }: StepPlan, { result }: StepTaken): string {
  const { outcome, reason = '', leftBehind } = result;
  if (outcome === 'rolledBack')
    return `Stage ${to.name} was not reached, and ${from?.name ?? 'nothing'} is there again. ${reason}`;
  if (outcome === 'failed') return `Stage ${to.name} was not reached. ${reason}`;
  return [`Stage ${to.name} is up.`, ...leftBehind.map((what) => `Left behind: ${what}`)].join('\n');
}

function whatIsNext({ to }: StepPlan, { result }: StepTaken): readonly string[] {
  if (result.outcome === 'done') return waysFrom(to);
  const named = SERVICES.filter(({ name }) => result.reason?.includes(ofKit.service(name)));
  return named.map(({ name }) => `Its log says more: npx interstella logs ${name}`);
}
