import type { Fault } from '../../faults/fault.ts';
import type { FaultScript, Step } from '../migration.ts';
import type { FaultMark, ScenarioResult } from '../result.ts';
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

/** Plays scenarios in the course of one migration, and keeps account of what was broken when. */
export class ScriptedFaults implements FaultScript {
  readonly marks: FaultMark[] = [];
  readonly #scenarios: readonly Scenario[];

  /** @param names of SCENARIOS */
  constructor(tools: FaultTools, names: readonly string[], steps: number) {
    const marking: FaultTools = {
      ...tools,
      inject: async (fault) => {
        const from = Date.now();
        await tools.inject(fault);
        this.marks.push({ what: whatOf(fault), from, until: from + ('forMs' in fault ? fault.forMs : 0) });
      },
    };
    this.#scenarios = names.flatMap((name) => SCENARIOS[name]?.(marking, steps) ?? []);
  }

  async asked(step: Step): Promise<void> {
    for (const scenario of this.#scenarios) await scenario.asked?.(step);
  }

  held(step: Step, text: string): void {
    for (const scenario of this.#scenarios) scenario.held?.(step, text);
  }

  async begun(step: Step): Promise<void> {
    for (const scenario of this.#scenarios) await scenario.begun?.(step);
  }

  async stable(step: Step): Promise<number | undefined> {
    let holdMs: number | undefined;
    for (const scenario of this.#scenarios) holdMs = (await scenario.stable?.(step)) ?? holdMs;
    return holdMs;
  }

  async results(): Promise<readonly ScenarioResult[]> {
    const results: ScenarioResult[] = [];
    for (const scenario of this.#scenarios) results.push(await scenario.result());
    return results;
  }
}

function whatOf(fault: Fault): string {
  return 'forMs' in fault
    ? `${fault.kind} ${fault.target} for ${fault.forMs / 1_000} s`
    : `${fault.kind} ${fault.target}`;
}
