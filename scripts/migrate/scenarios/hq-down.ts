import { setTimeout as delay } from 'node:timers/promises';
import type { Step } from '../migration.ts';
import type { ScenarioResult } from '../result.ts';
import type { FaultTools, Scenario } from './scenario.ts';

const DOWN_MS = 20_000;
/** How long it may take to come back after that. */
const BACK_LIMIT_MS = 20_000;
const POLL_MS = 100;

/** Nobody takes claims, nobody makes orders: HQ is killed as a step begins, and is back 20 s later. */
export class HqDown implements Scenario {
  readonly #tools: FaultTools;
  readonly #at: number;
  #downAt: number | undefined;
  #switchedAt: number | undefined;
  #backAt: number | undefined;

  constructor(tools: FaultTools, steps: number) {
    this.#tools = tools;
    this.#at = Math.min(1, steps - 1);
  }

  async begun({ index }: Step): Promise<void> {
    if (index !== this.#at) return;
    await this.#tools.inject({ kind: 'kill', target: 'hq', forMs: DOWN_MS });
    this.#downAt = Date.now();
  }

  async stable({ index }: Step): Promise<undefined> {
    if (index !== this.#at) return;
    this.#switchedAt = Date.now();
    const deadline = this.#switchedAt + DOWN_MS + BACK_LIMIT_MS;
    while (this.#backAt === undefined && Date.now() < deadline) {
      const isBack = await this.#tools.hq.generator().then(
        () => true,
        () => false,
      );
      if (isBack) this.#backAt = Date.now();
      else await delay(POLL_MS);
    }
  }

  result(): Promise<ScenarioResult> {
    const downAt = this.#downAt ?? NaN;
    const away = ((this.#backAt ?? NaN) - downAt) / 1_000;
    const switched = ((this.#switchedAt ?? NaN) - downAt) / 1_000;
    return Promise.resolve({
      name: 'HQ is down for 20 s across a step',
      expected: 'the step goes on, orders wait with SNS, and none is lost',
      seen: `away for ${away.toFixed(1)} s; the step was over after ${switched.toFixed(1)} s`,
      ok: away >= DOWN_MS / 1_000 && switched < away,
    });
  }
}
