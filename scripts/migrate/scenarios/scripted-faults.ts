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
  #marks: (FaultMark & { readonly of: string })[] = [];
  readonly #scenarios: readonly Scenario[];

  /** @param names of SCENARIOS */
  constructor(tools: FaultTools, names: readonly string[], steps: number) {
    const marking: FaultTools = {
      ...tools,
      inject: async (fault) => {
        const from = tools.now();
        await tools.inject(fault);
        this.#mark(fault, from);
      },
    };
    this.#scenarios = names.flatMap((name) => SCENARIOS[name]?.(marking, steps) ?? []);
  }

  get marks(): readonly FaultMark[] {
    return this.#marks.map(({ what, from, until }) => ({ what, from, until }));
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

  /** What is done to one target ends what was done to it before; of the same kind, it is one fault that goes on. */
  #mark(fault: Fault, from: number): void {
    const of = `${fault.kind} ${fault.target}`;
    const until = from + ('forMs' in fault ? fault.forMs : 0);
    const earlier = this.#marks.findLast((mark) => mark.of === of && mark.until > from);
    const begunAt = earlier?.from ?? from;
    this.#marks = this.#marks.filter((mark) => mark !== earlier);
    this.#marks.push({ of, what: whatOf(of, until - begunAt), from: begunAt, until });
  }

  async results(): Promise<readonly ScenarioResult[]> {
    const results: ScenarioResult[] = [];
    for (const scenario of this.#scenarios) results.push(await scenario.result());
    return results;
  }
}

function whatOf(fault: string, forMs: number): string {
  return forMs > 0 ? `${fault} for ${Math.round(forMs / 1_000)} s` : fault;
}
