/**
 * A deterministic scheduler. It resumes waiting tasks one at a time, in an order that a seed decides. The next turn begins
 * when all tasks wait. A sleeping task wakes after its number of turns, or when no other task can go on.
 */
export class Turns {
  readonly random: () => number;
  #count = 0;
  #waiting: (() => void)[] = [];
  #sleeping: { readonly until: number; readonly wake: () => void }[] = [];
  #areTaken = false;

  constructor(seed: number) {
    this.random = randomOf(seed);
  }

  /** Random hexadecimal digits. */
  hex(length: number): string {
    return Array.from({ length }, () => Math.floor(16 * this.random()).toString(16)).join('');
  }

  /** Resolves at once while no turns are taken. */
  async next(): Promise<void> {
    if (this.#areTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#count += 1;
  }

  async sleep(turns: number): Promise<void> {
    const until = this.#count + turns;
    if (this.#areTaken) await new Promise<void>((wake) => this.#sleeping.push({ until, wake }));
  }

  /** The turns taken until now. */
  get count(): number {
    return this.#count;
  }

  /** Takes turns until this is done and nobody waits any more. */
  async take(begin: () => Promise<unknown>): Promise<void> {
    this.#areTaken = true;
    const work = begin();
    for (;;) {
      await allWait();
      this.#wake();
      const [one] = this.#waiting.splice(Math.floor(this.random() * this.#waiting.length), 1);
      if (!one) break;
      one();
    }
    this.#areTaken = false;
    const stuck = allWait().then(() => {
      throw new Error('A task waits for something that never happens.');
    });
    await Promise.race([work, stuck]);
  }

  #wake(): void {
    const now =
      this.#waiting.length > 0 ? this.#count : Math.min(...this.#sleeping.map(({ until }) => until));
    const awake = this.#sleeping.filter(({ until }) => until <= now);
    this.#sleeping = this.#sleeping.filter(({ until }) => until > now);
    this.#waiting.push(...awake.map(({ wake }) => wake));
  }
}

/** Resolves when all tasks wait for a turn. */
export function allWait(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
