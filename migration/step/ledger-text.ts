import type { Remedies } from '../gate/gate-text.ts';
import { newOrdersText } from './new-orders.ts';
import type { Place } from './place.ts';
import type { StepTaken } from './step-taken.ts';
import { summaryText } from './switch-summary.ts';

/** How many orders are named. */
const NAMED = 5;

/** What the ledger saw of a step, line by line. */
export function ledgerLines(
  taken: StepTaken,
  { statusCommand }: Pick<Place<never>, 'statusCommand'>,
  { republish }: Pick<Remedies, 'republish'>,
): readonly string[] {
  const { summary, newOrders, stillOpen = [], moreOpen = false, unknown } = taken;
  if (summary) {
    return [
      summaryText(summary),
      ...(newOrders ? [newOrdersText(newOrders)] : []),
      ...(unknown === undefined ? [] : [`What became of the orders after it is not known: ${unknown}`]),
      ...openLines(stillOpen, moreOpen, republish),
      ...(taken.red ? [`The report of Interstella HQ is red; see \`${statusCommand}\`.`] : []),
    ];
  }
  return [
    `What the ledger saw is not known: ${unknown ?? 'HQ did not say.'}`,
    `See \`${statusCommand}\` when it answers again. If HQ owes no orders then, that says what to run.`,
  ];
}

function openLines(ids: readonly string[], more: boolean, republish: string): readonly string[] {
  if (ids.length === 0) return [];
  const rest = ids.length > NAMED ? ', …' : '';
  const count = `${more ? 'At least ' : ''}${ids.length === 1 ? '1 order' : `${ids.length} orders`}`;
  return [
    `${count} from before this step ${ids.length === 1 ? 'is' : 'are'} still open: ${ids.slice(0, NAMED).join(', ')}${rest}`,
    `SNS tries again what was not taken. What a service took without making all of it, HQ publishes again: ${republish}`,
  ];
}
