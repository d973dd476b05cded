/**
 * The smallest value that at least `percent` percent of all values do not exceed (nearest rank).
 *
 * @param sorted ascending
 * @param percent above 0, at most 100
 * @throws RangeError if there is no value
 */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  const value = sorted[Math.ceil((percent / 100) * sorted.length) - 1];
  if (value === undefined)
    throw new RangeError(`There is no percentile ${percent} of ${sorted.length} values.`);
  return value;
}
