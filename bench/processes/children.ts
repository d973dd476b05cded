import { Child, type ChildOptions } from './child.ts';

/** Every process that this run started and that still runs, so that none stays behind however the run ends. */
export class Children {
  readonly #running = new Set<Child>();

  /** Resolves when the process has announced itself. */
  async start(options: ChildOptions): Promise<Child> {
    const child = new Child(options);
    this.#running.add(child);
    return child.ready();
  }

  async stop(child: Child): Promise<void> {
    await child.stop();
    this.#running.delete(child);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running].map((child) => this.stop(child)));
  }
}
