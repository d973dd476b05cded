import type { PathStep } from '../fault-script.ts';
import type { ScenarioResult } from '../result.ts';
import type { FaultTools, Scenario } from './scenario.ts';

const DOWN_MS = 20_000;
/** How long it may take to come back after that. */
const BACK_LIMIT_MS = 20_000;
const POLL_MS = 100;

/** Orders are held up on their way to the monolith, from before the gate, so that some meet an HQ that is away. */
const HELD_UP = { kind: 'slow', target: 'monolith', delayMs: 1_500, forMs: 10_000 } as const;

/** Nobody takes claims, nobody makes orders: HQ is killed as a step begins, and is back 20 s later. */
export class HqDown implements Scenario {
  readonly #tools: FaultTools;
  readonly #at: number;
  #downAt = NaN;
  #switchedAt = NaN;
  /** When it answered again, for the first time. */
  #back: Promise<number> = Promise.resolve(NaN);
  #backAt = NaN;
  #failedBefore = NaN;
  #failed = NaN;

  constructor(tools: FaultTools, steps: number) {
    this.#tools = tools;
    // Not that in which another scenario breaks the monolith, nor that before which its orders are waited for.
    this.#at = steps > 3 ? 1 : 0;
  }

  async asked({ index }: PathStep): Promise<void> {
    if (index === this.#at) await this.#tools.inject(HELD_UP);
  }

  async begun({ index }: PathStep): Promise<void> {
    if (index !== this.#at) return;
    const { inject, failedRequests } = this.#tools;
    this.#failedBefore = await failedRequests();
    this.#downAt = this.#tools.now();
    await inject({ kind: 'kill', target: 'hq', forMs: DOWN_MS });
    this.#back = this.#untilItAnswers();
  }

  async stable({ index }: PathStep): Promise<undefined> {
    if (index !== this.#at) return;
    this.#switchedAt = this.#tools.now();
    this.#backAt = await this.#back;
    this.#failed = (await this.#tools.failedRequests()) - this.#failedBefore;
  }

  result(): Promise<ScenarioResult> {
    const away = (this.#backAt - this.#downAt) / 1_000;
    const switched = (this.#switchedAt - this.#downAt) / 1_000;
    return Promise.resolve({
      name: 'HQ is down for 20 s across a step',
      expected: 'the step goes on, orders wait with SNS, and none is lost',
      seen: `away for ${away.toFixed(1)} s; the step was over after ${switched.toFixed(1)} s; ${this.#failed} deliveries failed meanwhile, which SNS repeated`,
      ok: away >= DOWN_MS / 1_000 && switched > 0 && switched < away && this.#failed > 0,
    });
  }

  /** Asks all the time, so that it cannot have been there in between. @returns NaN if it did not come back */
  async #untilItAnswers(): Promise<number> {
    const deadline = this.#downAt + DOWN_MS + BACK_LIMIT_MS;
    while (this.#tools.now() < deadline) {
      const answers = await this.#tools.hq.generator().then(
        () => true,
        () => false,
      );
      if (answers) return this.#tools.now();
      await this.#tools.sleep(POLL_MS);
    }
    return NaN;
  }
}
