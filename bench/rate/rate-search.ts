import type { RateFound, RateTry } from '../results/earlier.ts';

/**
 * Bisects a grid of rates for the highest one that passes. The majority of the tries at a rate decides, so that one outlier
 * does not.
 */
export class RateSearch {
  readonly #grid: readonly number[];
  readonly #majority: number;
  readonly #tries: RateTry[] = [];
  /** The index of the highest rate that has passed; -1 if none has. */
  #passed = -1;
  /** The index of the lowest rate that has failed, or the length of the grid. */
  #failed: number;

  /** @param grid ascending @param runs tries for a rate, odd */
  constructor(grid: readonly number[], runs: number) {
    this.#grid = grid;
    this.#majority = (runs + 1) / 2;
    this.#failed = grid.length;
  }

  /** The next rate to try; undefined at the end of the search. */
  get next(): number | undefined {
    return this.#failed - this.#passed > 1 ? this.#grid[this.#middle] : undefined;
  }

  get found(): RateFound {
    return {
      highest: this.#grid[this.#passed] ?? 0,
      isTop: this.#passed === this.#grid.length - 1,
      tries: this.#tries,
    };
  }

  /** Records a try of the rate that was {@link next}. */
  record(one: RateTry): void {
    this.#tries.push(one);
    const passes = (wanted: boolean) =>
      this.#tries.filter(({ rate, reasons }) => rate === one.rate && (reasons.length === 0) === wanted);
    if (passes(true).length >= this.#majority) this.#passed = this.#middle;
    else if (passes(false).length >= this.#majority) this.#failed = this.#middle;
  }

  get #middle(): number {
    return Math.floor((this.#passed + this.#failed) / 2);
  }
}
