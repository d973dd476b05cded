import { STAGES } from '@interstella/infra/stages';
import { takesOrders } from '@interstella/migration/gate/way.ts';
import { targetKit, type Target } from '../kit/target-kit.ts';
import { printedCommand } from '@interstella/terminal/printed-command.ts';
import { platformOf } from '../kit/clients.ts';

/** Why HQ owes nobody orders, where that is because of the stage that is up here; undefined otherwise. */
export async function whyNobodyIsOwed(target: Target): Promise<string | undefined> {
  const kit = await targetKit(target);
  return kit && noOrdersAt((await platformOf(kit).state()).stage);
}

/** Undefined of a stage that takes orders. */
export function noOrdersAt(name: string | undefined): string | undefined {
  const stage = STAGES.find((one) => one.name === name);
  const first = STAGES.find(takesOrders);
  if (!stage || !first || takesOrders(stage)) return undefined;
  return `At stage ${stage.name} nobody is subscribed yet, so HQ makes no orders. They begin at stage ${first.name}: ${printedCommand(`stage ${first.name}`)}`;
}
