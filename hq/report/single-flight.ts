/**
 * Concurrent calls share one computation. A call gets the result of a computation that began after the call, so that it
 * includes everything the caller has seen before.
 */
export class SingleFlight<T> {
  readonly #runs = new Map<string, { running: Promise<T>; next: Promise<T> | undefined }>();

  run(key: string, compute: () => Promise<T>): Promise<T> {
    const begin = () => this.#begin(key, compute);
    const state = this.#runs.get(key);
    if (!state) return begin();
    state.next ??= state.running.then(begin, begin);
    return state.next;
  }

  #begin(key: string, compute: () => Promise<T>): Promise<T> {
    const state = { running: compute(), next: undefined as Promise<T> | undefined };
    this.#runs.set(key, state);
    const end = () => {
      if (state.next === undefined && this.#runs.get(key) === state) this.#runs.delete(key);
    };
    state.running.then(end, end);
    return state.running;
  }
}
