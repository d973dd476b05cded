import type { IdRange } from '../ledger/records.ts';

export function isIn(ranges: readonly IdRange[], id: string): boolean {
  return ranges.some(({ from, to }) => from <= id && id < to);
}

/** The intersection of two sets of ranges. */
export function overlap(some: readonly IdRange[], others: readonly IdRange[]): readonly IdRange[] {
  const pairs = some.flatMap((one) => others.map((other) => [one, other] as const));
  return pairs
    .map(([one, other]) => ({
      from: one.from > other.from ? one.from : other.from,
      to: one.to < other.to ? one.to : other.to,
    }))
    .filter(hasSomething);
}

/** The ranges minus the others. */
export function without(ranges: readonly IdRange[], others: readonly IdRange[]): readonly IdRange[] {
  return others.reduce(
    (left, { from, to }) =>
      left.flatMap((one) => [
        ...overlap([one], [{ from: one.from, to: from }]),
        ...overlap([one], [{ from: to, to: one.to }]),
      ]),
    ranges.filter(hasSomething),
  );
}

function hasSomething({ from, to }: IdRange): boolean {
  return from < to;
}
