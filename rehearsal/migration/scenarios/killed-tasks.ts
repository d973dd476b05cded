import { DEFAULT_ENVIRONMENT_NAME } from '@interstella/infra/stages';
import type { PlatformState } from '@interstella/local/platform';
import type { PathStep } from '../fault-script.ts';
import type { ScenarioResult } from '../result.ts';
import type { FaultTools, Scenario } from './scenario.ts';

/** A killed task is gone in this time; none that a deployment replaces is. */
const GONE_LIMIT_MS = 1_000;
const POLL_MS = 50;

/** In every step a task is killed, of each service in turn. */
export class KilledTasks implements Scenario {
  readonly #tools: FaultTools;
  readonly #steps: number;
  readonly #killed = new Set<string>();
  #wanted: string | undefined;

  constructor(tools: FaultTools, steps: number) {
    this.#tools = tools;
    this.#steps = steps;
  }

  async begun({ index, from, to }: PathStep): Promise<void> {
    this.#wanted = to.name;
    const { service } = from.tasks[index % from.tasks.length] ?? { service: 'monolith' };
    const name = `${DEFAULT_ENVIRONMENT_NAME}-${service}`;
    const before = runningIds(await this.#tools.platform.state(), name);
    await this.#tools.inject({ kind: 'kill', target: service });
    const deadline = this.#tools.now() + GONE_LIMIT_MS;
    for (;;) {
      const after = new Set(runningIds(await this.#tools.platform.state(), name));
      const gone = before.find((id) => !after.has(id));
      if (gone !== undefined) this.#killed.add(gone);
      if (gone !== undefined || this.#tools.now() >= deadline) return;
      await this.#tools.sleep(POLL_MS);
    }
  }

  async result(): Promise<ScenarioResult> {
    const state = await this.#tools.platform.state();
    const { stage = 'none', tasks } = state;
    const lacking = tasks.services.filter(({ healthyCount, desiredCount }) => healthyCount < desiredCount);
    const replaced =
      lacking.length === 0
        ? 'every service has all its tasks'
        : `tasks are missing of ${lacking.map(({ name }) => name).join(', ')}`;
    return {
      name: 'A task is killed in every step',
      expected: 'each is replaced, each step goes on, and retries make good what failed',
      seen: `${this.#killed.size} killed in ${this.#steps} steps; the last stage is ${stage}, in which ${replaced}`,
      ok:
        this.#killed.size === this.#steps &&
        stage === this.#wanted &&
        lacking.length === 0 &&
        runningIds(state).every((id) => !this.#killed.has(id)),
    };
  }
}

/** @param only of this service. @default of all */
function runningIds({ tasks }: PlatformState, only?: string): readonly string[] {
  const services = tasks.services.filter(({ name }) => only === undefined || name === only);
  const all = services.flatMap((service) => service.tasks);
  return all.filter(({ status }) => status === 'RUNNING').map(({ id }) => id);
}
