import type { Overload, OverloadLoad } from './overload.ts';
import { boldRatio, failure, table } from './markdown-parts.ts';

/** The sections about a kit under more load than it can complete. */
export function overloadSections({ stage, sustained, loads, orders, twice, reasons }: Overload): string[] {
  const programs = [...new Set(loads.flatMap(({ peakMb }) => Object.keys(peakMb)))];
  return [
    '## Overload',
    `A whole kit at stage \`${stage}\`, which completes **${sustained.deliveries.toFixed(0)}** orders/s by a closed loop of ` +
      `deliveries and **${sustained.generator.toFixed(0)}** by HQ's generator. In the end ${orders} orders were made, ` +
      `${twice} resources counted twice.`,
    ...failure('The ledger is wrong:', reasons),
    table(
      [
        ...['load', 'offered/s', 'sent', 'refused', 'accepted', 'in time/s', 'of', '**ratio**'],
        ...['all complete after s', 'lost', 'restarts', 'tasks replaced'],
      ],
      loads.map(row),
    ),
    'The highest resident memory meanwhile, in MB:',
    table(
      ['load', ...programs],
      loads.map(({ title, peakMb }) => [title, ...programs.map((name) => peakMb[name]?.toFixed(0) ?? '–')]),
    ),
  ];
}

function row(load: OverloadLoad): string[] {
  return [
    load.title,
    load.offeredPerSecond.toFixed(0),
    ...[load.sent, load.refused, load.accepted].map(String),
    load.goodput.toFixed(0),
    load.sustained.toFixed(0),
    boldRatio(load.ratio),
    load.secondsAfter.toFixed(1),
    ...[load.lost, load.restarts, load.tasksReplaced].map(String),
  ];
}
