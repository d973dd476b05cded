import type { ParticipantReport } from '@interstella/hq/client';
import type { PathStep } from '../fault-script.ts';
import type { ScenarioResult } from '../result.ts';
import type { FaultTools, Scenario } from './scenario.ts';

/** Longer than SNS waits before its first retry, so that that fails too. */
const FAILING_MS = 7_000;
/** As long as a step may take on a slow machine; it is cut short when the stage is stable. */
const STEP_MS = 60_000;

/** When the next step was asked for, and what was open then. */
interface Asked {
  readonly at: number;
  readonly orderIds: readonly string[];
}

/**
 * The monolith, without which no order is fulfilled, answers 500 while a step is made, and for some time after it: orders
 * from before the stage was stable are still being retried when the next step is asked for, at once.
 */
export class OldOrder implements Scenario {
  readonly #tools: FaultTools;
  readonly #at: number;
  #failedBefore = NaN;
  #failed = NaN;
  /** When the service was to answer again at the earliest. */
  #healsAt = NaN;
  #asked: Asked | undefined;
  #heldBy: string | undefined;
  #openedAt = NaN;
  /** Of the orders that were open when the step was asked for, those that were so when the gate let go. */
  #leftBehind: readonly string[] = [];

  constructor(tools: FaultTools, steps: number) {
    this.#tools = tools;
    // Not the first step back, in which the monolith has to confirm a subscription.
    this.#at = Math.max(0, Math.min(Math.floor(steps / 2) + 1, steps - 2));
  }

  async begun({ index }: PathStep): Promise<void> {
    if (index === this.#at) {
      this.#failedBefore = await this.#tools.failedRequests();
      await this.#fail(STEP_MS);
    } else if (index === this.#at + 1 && this.#asked) {
      this.#openedAt = this.#tools.now();
      const open = new Set(await this.#openOrders());
      this.#leftBehind = this.#asked.orderIds.filter((orderId) => open.has(orderId));
    }
  }

  async stable({ index }: PathStep): Promise<number | undefined> {
    if (index !== this.#at) return undefined;
    this.#healsAt = this.#tools.now() + FAILING_MS;
    await this.#fail(FAILING_MS);
    return 0;
  }

  async asked({ index }: PathStep): Promise<void> {
    if (index !== this.#at + 1) return;
    this.#failed = (await this.#tools.failedRequests()) - this.#failedBefore;
    this.#asked = { orderIds: await this.#openOrders(), at: this.#tools.now() };
  }

  held({ index }: PathStep, text: string): void {
    if (index === this.#at + 1) this.#heldBy ??= text;
  }

  result(): Promise<ScenarioResult> {
    const { orderIds, at } = this.#asked ?? { orderIds: [], at: NaN };
    const waitedS = (this.#openedAt - at) / 1_000;
    return Promise.resolve({
      name: 'An old order is still being retried when a step is asked for',
      expected: 'the gate holds until it is fulfilled, then lets go',
      seen: [
        `${orderIds.length} orders were open then, and ${this.#failed} deliveries had failed`,
        this.#heldBy ?? 'The gate never held',
        Number.isNaN(waitedS)
          ? 'It never let go'
          : `It let go after ${waitedS.toFixed(1)} s, with ${this.#leftBehind.length} of those orders left`,
      ].join('. '),
      ok:
        orderIds.length > 0 &&
        this.#failed > 0 &&
        this.#heldBy !== undefined &&
        this.#openedAt >= this.#healsAt &&
        this.#leftBehind.length === 0,
    });
  }

  #fail(forMs: number): Promise<void> {
    return this.#tools.inject({ kind: 'error', target: 'monolith', share: 1, forMs });
  }

  /** The oldest hundred. */
  async #openOrders(): Promise<readonly string[]> {
    const { hq, participant } = this.#tools;
    const [report]: readonly ParticipantReport[] = (await hq.report({ participant })).participants;
    return (report?.orders.open ?? []).map(({ orderId }) => orderId);
  }
}
