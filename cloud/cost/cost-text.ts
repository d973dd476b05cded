import { ASSUMPTIONS } from './assumptions.ts';
import type { CostLine } from './cost-line.ts';
import type { StageCost } from './stage-costs.ts';
import { PRICE_PAGES, PRICED_REGION, PRICES_WRITTEN_DOWN } from './prices.ts';

const HEAD = `US dollars, ${PRICED_REGION}, prices written down ${PRICES_WRITTEN_DOWN} and not compared with AWS's pages: look them up before you rely on them.`;

/** All stages, one a row. */
export function costTable(costs: readonly StageCost[], ordersPerSecond: number): string {
  const rows = costs.map((cost) => [
    cost.stage,
    hour(cost.usdAnHour),
    amount(cost.usdAMillionOrders),
    hour(cost.inAll.usdAnHour),
    amount(cost.inAll.usdAnHour * 24),
  ]);
  const head = ['stage', 'an hour', 'a million orders', 'in all, an hour', 'in all, a day'];
  return [
    HEAD,
    '',
    ...aligned([head, ...rows]),
    '',
    `an hour: for being there. a million orders: on top of it, for what they use.`,
    `in all: with HQ in the same account, at ${ordersPerSecond} orders a second.`,
    ...notes(),
  ].join('\n');
}

/** One stage, what it pays for one a row, the dearest first. */
export function costBreakdown(cost: StageCost, ordersPerSecond: number): string {
  const { lines, stage, usdAnHour, usdAMillionOrders, inAll } = cost;
  const weight = ({ usdAnHour, usdAMillionOrders }: CostLine) =>
    usdAnHour + (usdAMillionOrders * ordersPerSecond * 3_600) / 1e6;
  const rows = lines
    .toSorted((a, b) => weight(b) - weight(a))
    .map((line) => [line.id, line.what, hour(line.usdAnHour), amount(line.usdAMillionOrders)]);
  return [
    `Stage ${stage}. ${HEAD}`,
    '',
    ...aligned(
      [
        ['resource', 'what', 'an hour', 'a million orders'],
        ...rows,
        ['total', '', hour(usdAnHour), amount(usdAMillionOrders)],
      ],
      2,
    ),
    '',
    `With HQ in the same account, at ${ordersPerSecond} orders a second: ${hour(inAll.usdAnHour)} an hour, ${amount(inAll.usdAnHour * 24)} a day.`,
    ...notes(),
  ].join('\n');
}

function notes(): string[] {
  return ['', ...ASSUMPTIONS.map((assumption) => `- ${assumption}`), `- Prices: ${PRICE_PAGES.join(' ')}`];
}

/** @param texts how many columns, from the left, are texts; the others are numbers */
function aligned(rows: readonly (readonly string[])[], texts = 1): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column < texts ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

const hour = (usd: number) => usd.toFixed(4);
const amount = (usd: number) => usd.toFixed(2);
