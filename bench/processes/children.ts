import { Child, type ChildOptions } from './child.ts';

interface Stoppable {
  /** Ends it, however long that may take. */
  stop(): Promise<void>;
}

/** Every process that this run started and that still runs, so that none stays behind however the run ends. */
export class Children {
  readonly #running = new Set<Stoppable>();
  #isStopping = false;

  /** Resolves when the process has announced itself. */
  async start(options: ChildOptions): Promise<Child> {
    return this.adopt(new Child(options)).ready();
  }

  /** Answers for a process that was started otherwise. @throws Error, after ending it, if all are being stopped */
  adopt<T extends Stoppable>(process: T): T {
    this.#running.add(process);
    if (!this.#isStopping) return process;
    void this.stop(process);
    throw new Error('The benchmark is being stopped.');
  }

  async stop(child: Stoppable): Promise<void> {
    await child.stop();
    this.#running.delete(child);
  }

  async stopAll(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#running].map((child) => this.stop(child)));
  }
}
