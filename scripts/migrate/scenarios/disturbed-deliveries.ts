import type { Step } from '../migration.ts';
import type { ScenarioResult } from '../result.ts';
import type { FaultTools, Scenario } from './scenario.ts';

const DISTURBED_MS = 6_000;
/** For the last repeats to arrive, which are spread over two seconds. */
const REST_MS = 3_000;

interface Counts {
  readonly published: number;
  readonly duplicatesAbsorbed: number;
}

/** SNS delivers everything twice and in no order: in the last stage of the way there, in which nothing else repeats. */
export class DisturbedDeliveries implements Scenario {
  readonly #tools: FaultTools;
  readonly #at: number;
  #before: Counts | undefined;
  #after: Counts | undefined;

  constructor(tools: FaultTools, steps: number) {
    this.#tools = tools;
    this.#at = Math.floor((steps - 1) / 2);
  }

  async stable({ index }: Step): Promise<number | undefined> {
    if (index !== this.#at) return undefined;
    this.#before = await this.#counts();
    await this.#tools.inject({ kind: 'duplicate', target: 'sns', forMs: DISTURBED_MS });
    return DISTURBED_MS + REST_MS;
  }

  async asked({ index }: Step): Promise<void> {
    if (index === this.#at + 1) this.#after = await this.#counts();
  }

  async result(): Promise<ScenarioResult> {
    this.#after ??= await this.#counts();
    const published = this.#after.published - (this.#before?.published ?? NaN);
    const absorbed = this.#after.duplicatesAbsorbed - (this.#before?.duplicatesAbsorbed ?? NaN);
    return {
      name: 'Deliveries come twice, and out of order',
      expected: 'the ledger absorbs the repeats, and no order is made twice',
      seen: `${absorbed} repeats absorbed while ${published} orders were published`,
      ok: published > 0 && absorbed >= published / 2,
    };
  }

  async #counts(): Promise<Counts> {
    const { participant, hq } = this.#tools;
    const [report] = (await hq.report({ participant })).participants;
    if (!report) throw new Error(`Interstella HQ's report says nothing of ${participant}.`);
    return report;
  }
}
