import type { ConservationReport, ParticipantReport } from './report.ts';

const COUNTS = [
  ...(['published', 'complete', 'open', 'overdue', 'deadLettered', 'lost'] as const),
  ...(['duplicatesAbsorbed', 'direct', 'unattributed'] as const),
] satisfies (keyof ParticipantReport)[];

/** The report in numbers, over all participants: no name, no order id, no address. */
export type Summary = Pick<ConservationReport, 'asOf' | 'red'> & {
  readonly participants: number;
} & Readonly<Record<(typeof COUNTS)[number], number>>;

export function summaryOf({ asOf, red, participants }: ConservationReport): Summary {
  const sum = (count: (typeof COUNTS)[number]) => participants.reduce((total, one) => total + one[count], 0);
  const sums = Object.fromEntries(COUNTS.map((count) => [count, sum(count)])) as Record<
    (typeof COUNTS)[number],
    number
  >;
  return { asOf, red, participants: participants.length, ...sums };
}
