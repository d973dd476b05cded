/** Keeps the oldest few of many orders, in order; holds at most twice as many at any time. */
export class Oldest<T extends { readonly publishedAt: number; readonly orderId: string }> {
  readonly #limit: number;
  readonly #timeOf: (order: T) => number;
  #kept: T[] = [];
  #count = 0;

  constructor(limit: number, timeOf: (order: T) => number = ({ publishedAt }) => publishedAt) {
    this.#limit = limit;
    this.#timeOf = timeOf;
  }

  /** How many there were, kept or not. */
  get count(): number {
    return this.#count;
  }

  add(order: T): void {
    this.#count += 1;
    this.#kept.push(order);
    if (this.#kept.length >= 2 * this.#limit) this.#kept = this.list();
  }

  list(): T[] {
    return this.#kept
      .toSorted((a, b) => this.#timeOf(a) - this.#timeOf(b) || (a.orderId < b.orderId ? -1 : 1))
      .slice(0, this.#limit);
  }
}
