import { namesIn } from '@interstella/infra/names';
import { DEFAULT_ENVIRONMENT_NAME, SERVICES } from '@interstella/infra/stages';
import { leftToNobody } from '@interstella/migration/gate/makers.ts';
import type { StepPlan } from './plan-step.ts';
import { monolithTagIn } from './monolith-tag.ts';
import { newOrdersText } from './new-orders.ts';
import { summaryText } from './switch-summary.ts';
import type { StepTaken } from './step-taken.ts';
import { waysFrom } from './stage-list-text.ts';

const ofKit = namesIn(DEFAULT_ENVIRONMENT_NAME);

/** How many orders are named. */
const NAMED = 5;

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
  return [outcomeText(plan, taken), ...ledgerLines(plan, taken), ...whatIsNext(plan, taken)].join('\n');
}

function titleOf({ from, to, direction }: StepPlan): string {
  return direction === 'same'
    ? `Stage ${to.name} again`
    : `Going ${direction} from ${from.name} to ${to.name}`;
}

/** Asked for, as the wrong order: nobody shall wonder later why orders stay open. */
function nobodyMakes({ to, template }: StepPlan): readonly string[] {
  const abandoned = leftToNobody(to, monolithTagIn(template));
  if (abandoned.length === 0) return [];
  const what = abandoned.join(' and ');
  return [
    `As asked for, nobody makes ${what} then: every order stays open, until a stage is there where somebody does.`,
  ];
}

function outcomeText({ from, to }: StepPlan, { result }: StepTaken): string {
  const { outcome, reason = '', leftBehind } = result;
  if (outcome === 'rolledBack')
    return `Stage ${to.name} was not reached, and ${from.name} is there again. ${reason}`;
  if (outcome === 'failed') return `Stage ${to.name} was not reached. ${reason}`;
  return [`Stage ${to.name} is up.`, ...leftBehind.map((what) => `Left behind: ${what}`)].join('\n');
}

function ledgerLines({ from, to }: StepPlan, taken: StepTaken): readonly string[] {
  const { result, summary, newOrders, stillOpen = [], moreOpen = false, unknown } = taken;
  if (summary) {
    return [
      summaryText(summary),
      ...(newOrders ? [newOrdersText(newOrders)] : []),
      ...(unknown === undefined ? [] : [`What became of the orders after it is not known: ${unknown}`]),
      ...openLines(stillOpen, moreOpen),
    ];
  }
  const { name } = result.outcome === 'done' ? to : from;
  return [
    `What the ledger saw is not known: ${unknown ?? 'HQ did not say.'}`,
    `See \`npx interstella status\` when it answers again. If it says that HQ owes no orders: npx interstella stage ${name}`,
  ];
}

function openLines(ids: readonly string[], more: boolean): readonly string[] {
  if (ids.length === 0) return [];
  const rest = ids.length > NAMED ? ', …' : '';
  const count = `${more ? 'At least ' : ''}${ids.length === 1 ? '1 order' : `${ids.length} orders`}`;
  return [
    `${count} from before this step ${ids.length === 1 ? 'is' : 'are'} still open: ${ids.slice(0, NAMED).join(', ')}${rest}`,
    'SNS tries again what was not taken. What a service took without making all of it, HQ publishes again: npx interstella hq republish',
  ];
}

function whatIsNext({ to }: StepPlan, { result }: StepTaken): readonly string[] {
  if (result.outcome === 'done') return waysFrom(to);
  const named = SERVICES.filter(({ name }) => result.reason?.includes(ofKit.service(name)));
  return named.map(({ name }) => `Its log says more: npx interstella logs ${name}`);
}
