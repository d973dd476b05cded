import type { Step } from '../migration.ts';
import type { ScenarioResult } from '../result.ts';
import type { FaultTools, Scenario } from './scenario.ts';

/** In every step a task is killed: the only one of its service, of each service in turn. */
export class KilledTasks implements Scenario {
  readonly #tools: FaultTools;
  readonly #steps: number;
  #killed = 0;

  constructor(tools: FaultTools, steps: number) {
    this.#tools = tools;
    this.#steps = steps;
  }

  async begun({ index, from }: Step): Promise<void> {
    const { service } = from.tasks[index % from.tasks.length] ?? { service: 'monolith' };
    await this.#tools.inject({ kind: 'kill', target: service });
    this.#killed += 1;
  }

  async result(): Promise<ScenarioResult> {
    const { stage = 'none' } = await this.#tools.platform.state();
    return {
      name: 'A task is killed in every step',
      expected: 'each is replaced, each step goes on, and retries make good what failed',
      seen: `${this.#killed} killed in ${this.#steps} steps; the last stage is ${stage}`,
      ok: this.#killed === this.#steps,
    };
  }
}
