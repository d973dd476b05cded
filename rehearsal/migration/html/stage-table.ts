import { SERVICES } from '@interstella/infra/stages';
import { imagesText } from '../table-text.ts';
import { grouped } from '../grouped.ts';
import type { MigrationResult, Totals } from '../result.ts';
import { markup, type Markup } from './markup.ts';

const HEADINGS = [
  'published',
  'complete',
  ...SERVICES.map(({ name }) => `by ${name}`),
  'repeats absorbed',
  'lost',
  'un­attributed',
  'failed requests',
  'p50 ms',
  'p99 ms',
  'gate s',
  'switch s',
];

/** The numbers of the chart, a row per stage. */
export function stageTable({ rows, totals, failedRequests }: MigrationResult): Markup {
  const cells = (row: Totals) => cellsOf(row, failedRequests.unexcused === 0);
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Table of the stages"><table>
<thead><tr><th scope="col">stage</th><th scope="col" class="text">image tags</th>${HEADINGS.map((heading) => markup`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => markup`
<tr><th scope="row">${row.stage}</th><td class="text">${imagesText(row.images)}</td>${cells(row)}</tr>`,
  )}
</tbody>
<tfoot><tr><th scope="row">all</th><td></td>${cells(totals)}</tr></tfoot>
</table></div>`;
}

/** @param failuresExcused every request that failed did for the sake of what was broken on purpose */
function cellsOf(row: Totals, failuresExcused: boolean): readonly Markup[] {
  const { latencyMs } = row;
  const plain = (value: number | string) =>
    markup`<td>${typeof value === 'number' ? grouped(value) : value}</td>`;
  const never = (value: number) => (value === 0 ? plain(0) : markup`<td class="bad">${grouped(value)}</td>`);
  return [
    plain(row.published),
    row.complete === row.published
      ? plain(row.complete)
      : markup`<td class="bad">${grouped(row.complete)}</td>`,
    ...SERVICES.map(({ name }) => plain(row.by[name])),
    plain(row.duplicatesAbsorbed),
    never(row.lost),
    never(row.unattributed),
    failuresExcused ? plain(row.failedRequests) : never(row.failedRequests),
    plain(latencyMs ? Math.round(latencyMs.p50) : '–'),
    plain(latencyMs ? Math.round(latencyMs.p99) : '–'),
    plain(row.gateS.toFixed(1)),
    plain(row.switchS.toFixed(1)),
  ];
}
