import type { Step } from '../migration.ts';
import type { ScenarioResult } from '../result.ts';
import type { FaultTools, Scenario } from './scenario.ts';

/** Longer than SNS waits before its first retry, so that that fails too. */
const FAILING_MS = 7_000;

/**
 * A service answers 500 while a step is made, so that orders from before the stage was stable are still being retried when
 * the next step is asked for, at once.
 */
export class OldOrder implements Scenario {
  readonly #tools: FaultTools;
  readonly #at: number;
  #askedAt: number | undefined;
  #heldBy: string | undefined;
  #waitedS: number | undefined;

  constructor(tools: FaultTools, steps: number) {
    this.#tools = tools;
    this.#at = Math.max(0, Math.min(Math.ceil(steps / 2), steps - 2));
  }

  async begun({ index, from }: Step): Promise<void> {
    if (index === this.#at) {
      const { service } = from.tasks.at(-1) ?? { service: 'monolith' };
      await this.#tools.inject({ kind: 'error', target: service, share: 1, forMs: FAILING_MS });
    } else if (index === this.#at + 1 && this.#askedAt !== undefined) {
      this.#waitedS = (Date.now() - this.#askedAt) / 1_000;
    }
  }

  stable({ index }: Step): Promise<number | undefined> {
    return Promise.resolve(index === this.#at ? 0 : undefined);
  }

  asked({ index }: Step): Promise<void> {
    if (index === this.#at + 1) this.#askedAt = Date.now();
    return Promise.resolve();
  }

  held({ index }: Step, text: string): void {
    if (index === this.#at + 1) this.#heldBy ??= text;
  }

  result(): Promise<ScenarioResult> {
    const held = this.#heldBy ?? 'The gate never held.';
    const after =
      this.#waitedS === undefined ? 'It never let go.' : `It let go after ${this.#waitedS.toFixed(1)} s.`;
    return Promise.resolve({
      name: 'An old order is still being retried when a step is asked for',
      expected: 'the gate holds until it is fulfilled, then lets go',
      seen: `${held}. ${after}`.replace('..', '.'),
      ok: this.#heldBy !== undefined && this.#waitedS !== undefined,
    });
  }
}
