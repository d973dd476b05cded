import type { GateVerdict, HeldOrder } from './gate.ts';

type Held = Extract<GateVerdict, { passes: false }>;

/** How many orders are named. */
const NAMED = 10;

/** The commands that bring home what waiting does not. */
export interface Remedies {
  readonly redrive: string;
  readonly republish: string;
  /** Has HQ owe the participant no more orders; where a step needs that and somebody else must do it. */
  readonly close?: { readonly participant: string; readonly command: string };
}

/** For the line of progress: how many there still are, in one line. */
export function gateSummary({ orders, more, warnings, last }: Held): string {
  const kinds = (['open', 'dead-lettered', 'lost'] as const)
    .map((kind) => [kind, orders.filter(({ is }) => is === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`);
  const count = `${more ? 'at least ' : ''}${kinds.join(', ')}`;
  if (last?.owed) return `HQ still owes orders${kinds.length === 0 ? '' : `; ${count}`}`;
  if (kinds.length === 0) return `HQ cannot tell: ${warnings[0] ?? ''}`;
  return last ? count : `${count} from before this stage was stable`;
}

/** Which orders hold a step, why that matters, and what to do. */
export function gateText(held: Held, remedies: Remedies): string {
  const { orders, more, warnings, last } = held;
  const lines = last?.owed ? stillOwed(remedies) : [];
  if (orders.length > 0) {
    const which = last ? 'Orders' : 'Orders that were published before the present stage was stable';
    lines.push(`${which} are not fulfilled yet:`);
    lines.push(...orders.slice(0, NAMED).map(orderLine));
    const rest = orders.length - NAMED;
    if (rest > 0) lines.push(`  … and ${more ? 'at least ' : ''}${rest} more`);
  }
  lines.push(...warnings.map((warning) => `Interstella HQ cannot tell of every order: ${warning}`));
  return [...lines, ...advice(orders, remedies)].join('\n');
}

function stillOwed({ close }: Remedies): string[] {
  const first = `Interstella HQ still owes ${close?.participant ?? 'the participant'} every order that it publishes.`;
  return close ? [first, `First the instructor must run \`${close.command}\`.`] : [first];
}

function orderLine({ orderId, publishedAt, missing, is }: HeldOrder): string {
  return `  ${orderId}, published ${publishedAt}, lacks ${missing.join(', ')}: ${is}`;
}

function advice(orders: readonly HeldOrder[], { redrive, republish }: Remedies): string[] {
  const any = (kind: HeldOrder['is']) => orders.some(({ is }) => is === kind);
  return [
    ...(any('open')
      ? [
          `Open ones SNS tries to deliver again for about half an hour. One that a service took without making what it lacks stays open: \`${republish}\` has HQ publish it again.`,
        ]
      : []),
    ...(any('dead-lettered')
      ? [`Dead-lettered ones wait on a queue: \`${redrive}\` posts them to the services again.`]
      : []),
    ...(any('lost')
      ? [`Lost ones nobody delivers any more: \`${republish}\` has HQ publish them again.`]
      : []),
  ];
}
