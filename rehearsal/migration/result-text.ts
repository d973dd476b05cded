import type { Colors } from '@interstella/terminal/colors.ts';
import { checksOf } from './checks.ts';
import { rateText } from './rate-text.ts';
import type { MigrationResult } from './result.ts';
import { tableText } from './table-text.ts';

interface TextOptions {
  readonly colors: Colors;
  /** Of the terminal, in characters. */
  readonly width: number;
  /** Where the report is that a browser shows; undefined if it could not be written. */
  readonly html: string | undefined;
}

/** What a migration came to, for a person in a terminal: the table, the checks, the verdict. */
export function resultText(result: MigrationResult, { colors, width, html }: TextOptions): string {
  const seconds = Math.round((result.endedAt - result.startedAt) / 1_000);
  const verdict = result.ok
    ? colors.green(`Every order is accounted for: ${rateText(result)}, in ${seconds} s.`)
    : colors.red(`The migration does not hold:\n${result.reasons.map((reason) => `  ${reason}`).join('\n')}`);
  return [
    '',
    `Stage by stage, with tasks as ${result.tasks}`,
    tableText(result.rows, result.totals, {
      ...{ colors, width, failuresExcused: result.failedRequests.unexcused === 0 },
    }),
    '',
    ...checksOf(result).map(({ holds, text }) => `${holds ? colors.green('✔') : colors.red('✖')} ${text}`),
    ...scenarioLines(result, colors),
    '',
    verdict,
    ...(html === undefined ? [] : [`For a browser: ${html}`]),
  ].join('\n');
}

function scenarioLines({ scenarios }: MigrationResult, colors: Colors): readonly string[] {
  if (scenarios.length === 0) return [];
  return [
    '',
    colors.bold('Rehearsed failures'),
    ...scenarios.flatMap(({ name, expected, seen, ok }) => [
      `${ok ? colors.green('✔') : colors.red('✖')} ${name}`,
      `    expected: ${expected}`,
      `    seen:     ${seen}`,
    ]),
  ];
}
