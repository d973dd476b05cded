import { ASSUMPTIONS } from './assumptions.ts';
import type { Cost } from './estimate.ts';
import { type Price, PRICE_PAGES, PRICED_REGION, PRICES, PRICES_WRITTEN_DOWN } from './prices.ts';
import type { StageCost } from './stage-costs.ts';

/** One row for each stage. */
export function costTable(costs: readonly StageCost[]): string {
  return withNotes([
    ['stage', '', 'a month', 'a million orders', 'with HQ: a month', 'a million orders'],
    ...costs.map(({ stage, withHq, ...alone }) => [stage, '', ...amounts(alone), ...amounts(withHq)]),
  ]);
}

/** One row for each price that a stage pays. */
export function costBreakdown({ stage, lines, withHq, ...alone }: StageCost): string {
  return withNotes([
    [`stage ${stage}`, 'price', 'a month', 'a million orders'],
    ...lines.map((line) => [line.price, priceText(PRICES[line.price]), ...amounts(line)]),
    ['total', '', ...amounts(alone)],
    ['with HQ in the same account', '', ...amounts(withHq)],
  ]);
}

/** In full: `0.0000004` where JavaScript prints `4e-7`. */
const priceText = ({ usd, unit }: Price) => `${usd.toFixed(10).replace(/0+$/, '')} per ${unit}`;

const amounts = ({ usdAMonth, usdAMillionOrders }: Cost) => [
  usdAMonth.toFixed(2),
  usdAMillionOrders.toFixed(2),
];

/** @param rows of two columns of text, which may be empty, and columns of numbers */
function withNotes(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const padded = (cell: string, column: number) =>
    column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return [
    `US dollars in ${PRICED_REGION}. The prices were written down on ${PRICES_WRITTEN_DOWN}. Nobody has compared them with AWS's pages: look them up before you rely on them.`,
    '',
    ...rows.map((row) => row.map(padded).join('  ').trimEnd()),
    '',
    'A month: for being there, without orders. A million orders: on top of that. With HQ: both in the same account.',
    ...ASSUMPTIONS.map((text) => `- ${text}`),
    `- Prices: ${PRICE_PAGES.join(' ')}`,
  ].join('\n');
}
