import { Child, type ChildOptions } from './child.ts';

interface Stoppable {
  /** Ends it, however long that may take. */
  stop(): Promise<void>;
}

/** Every process that this run started and that still runs, so that none stays behind however the run ends. */
export class Children {
  readonly #running = new Set<Stoppable>();

  /** Resolves when the process has announced itself. */
  async start(options: ChildOptions): Promise<Child> {
    return this.adopt(new Child(options)).ready();
  }

  /** Answers for a process that was started otherwise. */
  adopt<T extends Stoppable>(process: T): T {
    this.#running.add(process);
    return process;
  }

  async stop(child: Stoppable): Promise<void> {
    await child.stop();
    this.#running.delete(child);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running].map((child) => this.stop(child)));
  }
}
