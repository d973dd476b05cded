import { partOf } from '@interstella/migration/gate/gate.ts';
import type { PathStep } from '../fault-script.ts';
import type { ScenarioResult } from '../result.ts';
import type { FaultTools, Scenario } from './scenario.ts';

const DISTURBED_MS = 6_000;
/** For the last repeats to arrive, which are spread over two seconds. */
const REST_MS = 3_000;

interface Counts {
  readonly published: number;
  readonly duplicatesAbsorbed: number;
  readonly repeats: number;
  readonly overtaken: number;
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

  async stable({ index }: PathStep): Promise<number | undefined> {
    if (index !== this.#at) return undefined;
    this.#before = await this.#counts();
    await this.#tools.inject({ kind: 'duplicate', target: 'sns', forMs: DISTURBED_MS });
    return DISTURBED_MS + REST_MS;
  }

  async asked({ index }: PathStep): Promise<void> {
    if (index === this.#at + 1) this.#after = await this.#counts();
  }

  async result(): Promise<ScenarioResult> {
    this.#after ??= await this.#counts();
    const since = (name: keyof Counts) => (this.#after?.[name] ?? NaN) - (this.#before?.[name] ?? NaN);
    const [published, absorbed, repeats] = [
      since('published'),
      since('duplicatesAbsorbed'),
      since('repeats'),
    ];
    const overtaken = since('overtaken');
    return {
      name: 'Deliveries come twice, and out of order',
      expected: 'the ledger absorbs the repeats, and no order is made twice',
      seen: `the witness had ${repeats} orders again and ${overtaken} that later ones had overtaken; ${absorbed} repeats absorbed while ${published} orders were published`,
      ok: published > 0 && repeats >= published / 2 && overtaken > 0 && absorbed >= published / 2,
    };
  }

  async #counts(): Promise<Counts> {
    const { participant, hq, witness } = this.#tools;
    const { published, duplicatesAbsorbed } = partOf(await hq.report({ participant }), participant);
    return { published, duplicatesAbsorbed, ...witness() };
  }
}
