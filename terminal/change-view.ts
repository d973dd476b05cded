import { Listr } from 'listr2';
import type { ChangeEvent } from '@interstella/local/platform';
import { isTerminal, type MaybeTerminal } from '../terminal/is-terminal.ts';

/** The stream that a change is shown on. */
export interface ViewStream extends MaybeTerminal {
  write(text: string): unknown;
}

/**
 * Shows the steps of a deployment while it runs: as a list in a terminal, line by line in a pipe. Events that arrive before
 * their step is shown are kept until then.
 */
export class ChangeView {
  readonly #stream: ViewStream;
  #steps = new Map<string, StepView>();
  #shown: Promise<void> = Promise.resolve();

  constructor(stream: ViewStream) {
    this.#stream = stream;
  }

  readonly onEvent = (event: ChangeEvent): void => {
    if (event.event === 'plan') this.#begin(event);
    else if (event.event === 'begin') this.#steps.get(event.step)?.begin();
    else if (event.event === 'note') this.#steps.get(event.step)?.note(event.text);
    else if (event.event === 'end') this.#steps.get(event.step)?.end();
    else if (event.event === 'fail') this.#steps.get(event.step)?.fail(event.reason);
  };

  /** Resolves when everything is shown. Steps that were not taken are marked `not done`. */
  async end(): Promise<void> {
    for (const step of this.#steps.values()) step.detach('not done');
    await this.#shown;
  }

  /** Ends the view while the deployment goes on. Steps that have not ended are marked so. */
  async detach(): Promise<void> {
    for (const step of this.#steps.values()) step.detach(step.hasBegun ? 'goes on' : 'is still to come');
    await this.#shown;
  }

  #begin({ steps, rollingBackBecause }: Extract<ChangeEvent, { event: 'plan' }>): void {
    for (const step of this.#steps.values()) step.detach('not done');
    const list = steps.map(({ id, title }) => [id, new StepView(title)] as const);
    this.#steps = new Map(list);
    this.#shown = this.#shown.then(() => {
      if (rollingBackBecause !== undefined) {
        // The step that failed shows the reason.
        this.#stream.write('Everything is rolled back:\n');
      }
      return this.#show(list.map(([, step]) => step));
    });
  }

  async #show(steps: readonly StepView[]): Promise<void> {
    const list = new Listr(
      steps.map((step) => ({
        title: step.title,
        task: (_, task) =>
          step.follow(
            (text) => (task.output = text),
            (why) => {
              // The message stands in place of the title.
              task.skip(`${step.title}: ${why}`);
            },
          ),
      })),
      {
        renderer: isTerminal(this.#stream) ? 'default' : 'simple',
        exitOnError: false,
        registerSignalListeners: false,
      },
    );
    await list.run();
  }
}

/** A step of the plan. Its events may arrive before listr2 shows it. */
class StepView {
  readonly title: string;
  readonly #notes: string[] = [];
  /** How often each reason was given. A service starts tasks again, and they fail for the same reason. */
  readonly #counts = new Map<string, number>();
  #say: ((text: string) => void) | undefined;
  #isOver = false;
  /** Why it is no longer followed, if it has not ended. */
  #detachedBecause: string | undefined;
  #hasBegun = false;
  #end: () => void = () => undefined;
  #fail: (reason: Error) => void = () => undefined;
  readonly #over: Promise<void>;

  constructor(title: string) {
    this.title = title;
    this.#over = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    // It may fail before it is shown.
    this.#over.catch(() => undefined);
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  begin(): void {
    this.#hasBegun = true;
  }

  note(text: string): void {
    const told = this.#withReasonOnce(text);
    if (this.#say) this.#say(told);
    else this.#notes.push(told);
  }

  end(): void {
    this.#isOver = true;
    this.#end();
  }

  fail(reason: string): void {
    this.#isOver = true;
    this.#fail(new Error(reason));
  }

  #withReasonOnce(text: string): string {
    const end = text.indexOf(': ');
    if (end < 0) return text;
    // Ids of tasks, processes and ports differ from one to the next.
    const reason = text.slice(end).replace(/[0-9a-f]{8,}|\d+/g, '#');
    const count = (this.#counts.get(reason) ?? 0) + 1;
    this.#counts.set(reason, count);
    return count === 1 ? text : `${text.slice(0, end)}: the same reason, ${count} times now`;
  }

  /** Stops following the step, unless it has ended. */
  detach(why: string): void {
    if (!this.#isOver) this.#detachedBecause ??= why;
    this.#end();
  }

  async follow(say: (text: string) => void, skip: (why: string) => void): Promise<void> {
    this.#say = say;
    for (const note of this.#notes) say(note);
    await this.#over;
    if (this.#detachedBecause !== undefined) skip(this.#detachedBecause);
  }
}
