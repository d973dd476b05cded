import { TaskStartError, type RunningTask, type TaskDriver, type TaskRequest } from '../task-driver.ts';

/** A task that does what a test says. */
export class FakeTask implements RunningTask {
  readonly request: TaskRequest;
  readonly address: { readonly host: string; readonly port: number };
  readonly pid: number;
  readonly ended: Promise<string>;
  /** What was done to it, in order: `SIGTERM 45000`, `end drain`, `SIGSTOP`. */
  readonly told: string[] = [];
  #end: (how: string) => void = () => undefined;

  constructor(request: TaskRequest, port: number) {
    this.request = request;
    this.address = { host: '127.0.0.1', port };
    this.pid = 10_000 + port;
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  get tag(): string {
    return this.request.definition.image.tag;
  }

  async stop(limitMs: number): Promise<void> {
    this.told.push(limitMs === 0 ? 'SIGKILL' : `SIGTERM ${limitMs}`);
    await this.ended;
  }

  endDrain(): void {
    this.told.push('end drain');
  }

  signal(signal: NodeJS.Signals): void {
    this.told.push(signal);
  }

  /** It ends by itself. */
  end(how = 'it ended with exit code 1'): void {
    this.#end(how);
  }
}

/** Starts tasks at once, or holds them back, or fails, as a test says by image tag. */
export class FakeDriver implements TaskDriver {
  /** Every task that was RUNNING, in order. */
  readonly tasks: FakeTask[] = [];
  /** How many starts there were. */
  starts = 0;
  /** Starts of these tags fail. */
  readonly broken = new Set<string>();
  /** Starts of these tags do not end. */
  readonly held = new Set<string>();

  async start(request: TaskRequest, cancel: AbortSignal): Promise<RunningTask> {
    this.starts += 1;
    const port = this.starts;
    const { tag } = request.definition.image;
    await Promise.resolve();
    if (this.broken.has(tag)) throw new TaskStartError(`CannotPullContainerError: ${tag}`);
    if (this.held.has(tag)) await cancelled(cancel);
    const task = new FakeTask(request, port);
    this.tasks.push(task);
    return task;
  }

  of(tag: string): FakeTask[] {
    return this.tasks.filter((task) => task.tag === tag);
  }
}

function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new TaskStartError('It was stopped before it ran.'));
    });
  });
}
