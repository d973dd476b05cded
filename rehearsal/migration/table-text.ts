import { SERVICES } from '@interstella/infra/stages';
import type { Colors } from '@interstella/terminal/colors.ts';
import type { StageRow, Totals } from './result.ts';

interface Column {
  /** Of two lines. */
  readonly heading: readonly [string, string];
  readonly cell: (row: Totals) => string;
  /** Whether a cell says something bad. */
  readonly isBad?: (row: Totals, failuresExcused: boolean) => boolean;
}

const count = (value: number) => String(value);
const ms = (value: number | undefined) => (value === undefined ? '–' : String(Math.round(value)));

const COLUMNS: readonly Column[] = [
  { heading: ['', 'published'], cell: ({ published }) => count(published) },
  {
    heading: ['', 'complete'],
    cell: ({ complete }) => count(complete),
    isBad: ({ published, complete }) => complete < published,
  },
  ...SERVICES.map(({ name }): Column => ({ heading: ['by', name], cell: ({ by }) => count(by[name]) })),
  { heading: ['', 'absorbed'], cell: ({ duplicatesAbsorbed }) => count(duplicatesAbsorbed) },
  { heading: ['', 'lost'], cell: ({ lost }) => count(lost), isBad: ({ lost }) => lost > 0 },
  {
    heading: ['unattri-', 'buted'],
    cell: ({ unattributed }) => count(unattributed),
    isBad: ({ unattributed }) => unattributed > 0,
  },
  {
    heading: ['failed', 'requests'],
    cell: ({ failedRequests }) => count(failedRequests),
    isBad: ({ failedRequests }, failuresExcused) => failedRequests > 0 && !failuresExcused,
  },
  { heading: ['p50', 'ms'], cell: ({ latencyMs }) => ms(latencyMs?.p50) },
  { heading: ['p99', 'ms'], cell: ({ latencyMs }) => ms(latencyMs?.p99) },
  { heading: ['gate', 's'], cell: ({ gateS }) => gateS.toFixed(1) },
  { heading: ['switch', 's'], cell: ({ switchS }) => switchS.toFixed(1) },
];

const GAP = '  ';

interface TableOptions {
  readonly colors: Colors;
  /** How wide the terminal is; in a narrower one than the table needs, image tags have lines of their own. */
  readonly width: number;
  /** Every request that failed did for the sake of what was broken on purpose. */
  readonly failuresExcused: boolean;
}

/** The table that a migration ends with: a row per stage, and their totals. */
export function tableText(
  rows: readonly StageRow[],
  totals: Totals,
  { colors, width, failuresExcused }: TableOptions,
): string {
  const stages = ['stage', ...rows.map(({ stage }) => stage), 'all'];
  const images = ['image tags', ...rows.map((row) => imagesText(row.images)), ''];
  const first = widthOf(stages);
  const second = widthOf(images);
  const columns = COLUMNS.map((column) => ({
    ...column,
    width: widthOf([...column.heading, ...rows.map(column.cell), column.cell(totals)]),
  }));
  const numbers = columns.reduce((all, column) => all + GAP.length + column.width, 0);
  const isWide = first + GAP.length + second + numbers <= width;

  const start = (stage: string, tags: string) =>
    stage.padEnd(first) + (isWide ? GAP + tags.padEnd(second) : '');
  const headings = ([0, 1] as const).map((line) =>
    colors.bold(
      [
        line === 0 ? start('', '') : start('stage', 'image tags'),
        ...columns.map(({ heading, width: columnWidth }) => heading[line].padStart(columnWidth)),
      ].join(GAP),
    ),
  );
  const line = (stage: string, tags: string, row: Totals) => {
    const cells = columns.map(({ cell, isBad, width: columnWidth }) => {
      const text = cell(row).padStart(columnWidth);
      return isBad?.(row, failuresExcused) === true ? colors.red(text) : text;
    });
    const numbersLine = [start(stage, tags), ...cells].join(GAP);
    return isWide || tags === '' ? [numbersLine] : [numbersLine, colors.dim(`${GAP}${tags}`)];
  };
  return [
    ...headings,
    ...rows.flatMap((row) => line(row.stage, imagesText(row.images), row)),
    ...line('all', '', totals),
  ].join('\n');
}

/** `monolith:noiridium iridium magnesite`: the tag `latest` goes without saying but for the first. */
export function imagesText(images: readonly string[]): string {
  return images.map((image, index) => (index === 0 ? image : image.replace(/:latest$/, ''))).join(' ');
}

function widthOf(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}
