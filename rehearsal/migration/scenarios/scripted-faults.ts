import { messageOf } from '@interstella/libs/errors';
import type { FaultScript, PathStep } from '../fault-script.ts';
import type { ScenarioResult } from '../result.ts';
import { BadImage } from './bad-image.ts';
import { DisturbedDeliveries } from './disturbed-deliveries.ts';
import { HqDown } from './hq-down.ts';
import { KilledTasks } from './killed-tasks.ts';
import { OldOrder } from './old-order.ts';
import type { FaultTools, MakeScenario, Scenario } from './scenario.ts';

/** What is rehearsed in the course of a migration, by the names that the command line knows. */
export const SCENARIOS: Readonly<Record<string, MakeScenario>> = {
  image: (tools) => new BadImage(tools),
  kill: (tools, steps) => new KilledTasks(tools, steps),
  hq: (tools, steps) => new HqDown(tools, steps),
  deliveries: (tools, steps) => new DisturbedDeliveries(tools, steps),
  gate: (tools, steps) => new OldOrder(tools, steps),
};

/** Plays scenarios in the course of one migration. One that cannot be played has failed, and the migration goes on. */
export class ScriptedFaults implements FaultScript {
  readonly #scenarios: readonly Scenario[];
  /** Why one could not be played, in a sentence. */
  readonly #hindered = new Map<Scenario, string>();

  /** @param names of SCENARIOS */
  constructor(tools: FaultTools, names: readonly string[], steps: number) {
    this.#scenarios = names.flatMap((name) => SCENARIOS[name]?.(tools, steps) ?? []);
  }

  async asked(step: PathStep): Promise<void> {
    await this.#play((scenario) => scenario.asked?.(step));
  }

  held(step: PathStep, text: string): void {
    for (const scenario of this.#scenarios) scenario.held?.(step, text);
  }

  async begun(step: PathStep): Promise<void> {
    await this.#play((scenario) => scenario.begun?.(step));
  }

  async stable(step: PathStep): Promise<number | undefined> {
    let holdMs: number | undefined;
    await this.#play(async (scenario) => {
      holdMs = (await scenario.stable?.(step)) ?? holdMs;
    });
    return holdMs;
  }

  async results(): Promise<readonly ScenarioResult[]> {
    const results: ScenarioResult[] = [];
    for (const scenario of this.#scenarios) {
      const result = await scenario.result();
      const hindered = this.#hindered.get(scenario);
      results.push(hindered === undefined ? result : { ...result, ok: false, seen: hindered });
    }
    return results;
  }

  async #play(part: (scenario: Scenario) => Promise<unknown> | undefined): Promise<void> {
    for (const scenario of this.#scenarios) {
      if (this.#hindered.has(scenario)) continue;
      try {
        await part(scenario);
      } catch (error) {
        this.#hindered.set(scenario, `it could not be done: ${messageOf(error)}`);
      }
    }
  }
}
