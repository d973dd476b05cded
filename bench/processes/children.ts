import { Child, type ChildOptions } from './child.ts';

interface Stoppable {
  /** Ends the process, however long that takes. */
  stop(): Promise<void>;
}

/** The running processes of this run, so that all of them can be ended when it ends. */
export class Children {
  readonly #running = new Set<Stoppable>();
  #isStopping = false;

  /** Starts a process and resolves when it has announced itself. */
  async start(options: ChildOptions): Promise<Child> {
    return this.adopt(new Child(options)).ready();
  }

  /** Adds a process that was started elsewhere. @throws Error if all are being stopped; the process is then ended, too */
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
