import type { Cost, Earlier, HighestRate, OrderCost, RateFound } from './earlier.ts';
import { boldRatio, table } from './markdown-parts.ts';

/** In characters: a migration may have many long reasons. */
const REASON_LENGTH = 120;

/** The sections about the present tree beside the earlier commit. */
export function earlierSections({ commit, skipped, cost, rates }: Earlier): string[] {
  if (skipped !== undefined) return [`## Beside ${commit}`, `Not measured: ${skipped}`];
  return [
    ...(cost ? [`## What an order costs, beside ${commit}`, ...costTable(cost, commit)] : []),
    ...rates.flatMap((rate) => [
      `## The highest rate of a migration${rate.besideBusyCore ? ' beside a busy core' : ''}, beside ${commit}`,
      ...rateTable(rate, commit),
    ]),
  ];
}

function costTable({ stage, rate, rounds, durationMs, present, earlier, ratios }: Cost, commit: string) {
  const row = (name: string, figure: keyof OrderCost, digits: number) => [
    name,
    present[figure].toFixed(digits),
    earlier[figure].toFixed(digits),
    boldRatio(ratios[figure]),
  ];
  return [
    `Stage \`${stage}\` at ${rate} orders/s, ${rounds} turns of ${(durationMs / 1_000).toFixed(0)} s each, in turn.`,
    table(
      ['for an order and participant', 'present', commit, '**ratio**'],
      [
        row("HQ's CPU µs", 'hqMicros', 0),
        row("the endpoints' CPU µs", 'endpointsMicros', 0),
        row('writing calls', 'writingCalls', 2),
        row('items written', 'itemsWritten', 2),
      ],
    ),
  ];
}

function rateTable({ until, runs, limitMs, present, earlier, ratio }: HighestRate, commit: string): string[] {
  const rates = [...new Set([...present.tries, ...earlier.tries].map(({ rate }) => rate))];
  const failures = [...failuresOf('present', present), ...failuresOf(commit, earlier)];
  return [
    `\`migrate --there-and-back --until ${until}\`; the majority of ${runs} tries decides about a rate, of at most ` +
      `${limitMs / 1_000} s each. Highest passing rate in orders/s: present **${highestText(present)}**, ${commit} ` +
      `**${highestText(earlier)}**, ratio **${ratio?.toFixed(2) ?? '–'}**.`,
    table(
      ['orders/s', 'present', commit],
      rates
        .sort((a, b) => a - b)
        .map((rate) => [String(rate), passesText(present, rate), passesText(earlier, rate)]),
    ),
    ...(failures.length > 0 ? [failures.join('\n')] : []),
  ];
}

function highestText({ highest, isTop }: RateFound): string {
  return isTop ? `${highest} or more` : highest === 0 ? 'none' : String(highest);
}

function passesText({ tries }: RateFound, rate: number): string {
  const ofRate = tries.filter((one) => one.rate === rate);
  const passed = ofRate.filter(({ reasons }) => reasons.length === 0);
  return ofRate.length === 0 ? '' : `${passed.length} of ${ofRate.length}`;
}

function failuresOf(name: string, { tries }: RateFound): string[] {
  return tries.flatMap(({ rate, reasons: [first] }) =>
    first === undefined ? [] : [`- ${name} at ${rate}: ${first.slice(0, REASON_LENGTH)}`],
  );
}
