/** The middle value, or the mean of the two middle ones. @throws RangeError if there is no value */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of no values.');
  return (lower + upper) / 2;
}

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
