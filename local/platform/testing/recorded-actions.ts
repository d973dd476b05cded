import type { StepActions } from '../carry-out.ts';

/** Records the actions that it was asked for, in order. Those that `failing` names fail. */
export class RecordedActions implements StepActions {
  readonly calls: string[] = [];
  /** What fails, as it is written down. */
  readonly failing = new Set<string>();

  /** Ids of the subscriptions that somebody removed by hand; undefined: nobody can look them up. */
  gone: ReadonlySet<string> | undefined = new Set();

  createQueue = ({ name }: { name: string }) => this.#do(`create queue ${name}`);
  removeQueue = ({ name }: { name: string }) => this.#do(`remove queue ${name}`);
  putParameter = ({ name }: { name: string }) => this.#do(`put parameter ${name}`);
  removeParameter = ({ name }: { name: string }) => this.#do(`remove parameter ${name}`);
  stopTasks = () => this.#do('stop tasks');
  removeService = ({ name }: { name: string }) => this.#do(`remove service ${name}`);
  subscribe: StepActions['subscribe'] = ({ id }) => this.#do(`subscribe ${id}`);
  unsubscribe: StepActions['unsubscribe'] = ({ id }) => this.#do(`unsubscribe ${id}`);
  missing: StepActions['missing'] = (subscriptions) => {
    const { gone } = this;
    if (!gone) return Promise.reject(new Error('no answer'));
    return Promise.resolve(subscriptions.filter(({ id }) => gone.has(id)));
  };
  deployService: StepActions['deployService'] = ({ name }, { image }) =>
    this.#do(`deploy ${name}:${image.tag}`);
  route: StepActions['route'] = ({ listener, targetGroups }) => {
    const rules = listener?.rules.map(({ pathPatterns }) => pathPatterns.join()) ?? ['no listener'];
    return this.#do(`route ${[...rules, 'to', ...targetGroups.map(({ name }) => name)].join(' ')}`);
  };

  /** What was written down since the last time. */
  take(): readonly string[] {
    return this.calls.splice(0);
  }

  #do(call: string): Promise<void> {
    this.calls.push(call);
    return this.failing.has(call) ? Promise.reject(new Error(`${call} failed`)) : Promise.resolve();
  }
}
