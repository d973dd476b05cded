import { join } from 'node:path';
import type { ParticipantReport } from '@interstella/hq/client';
import { roleProgram, type Bench } from '../bench.ts';
import { type Load, LoadedKit } from '../kit/loaded-kit.ts';
import type { Child } from '../processes/child.ts';
import type { Past } from './past-orders.ts';
import type { Latencies, LedgerCommand } from './run-ledger.ts';

const FILL_LIMIT_MS = 30 * 60_000;
const READ_LIMIT_MS = 120_000;

/** What one turn of a kit measures: a time under load. */
export interface TurnResult extends Latencies, Pick<Load, 'cpuMicros' | 'memoryMb'> {}

/** A kit of `npm start -- --data FOLDER`, and a program that fills and reads its ledger. */
export class LedgerKit {
  readonly #bench: Bench;
  readonly #kit: LoadedKit;
  readonly #ledger: Child;

  private constructor(bench: Bench, kit: LoadedKit, ledger: Child) {
    this.#bench = bench;
    this.#kit = kit;
    this.#ledger = ledger;
  }

  /** Resolves when the kit is up, without orders. */
  static async start(bench: Bench, name: string): Promise<LedgerKit> {
    const { children, scratch } = bench;
    const home = join(scratch, name);
    const kit = await LoadedKit.start(bench, home, ['--data', join(home, 'data')]);
    const { participant, endpointUrl, region } = kit.announced;
    const ledger = await children.start({
      name: `ledger of ${name}`,
      program: roleProgram('ledger', participant),
      env: {
        AWS_ENDPOINT_URL: endpointUrl,
        AWS_REGION: region,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    });
    return new LedgerKit(bench, kit, ledger);
  }

  async fill(past: Past): Promise<void> {
    await this.#ask({ fill: past }, FILL_LIMIT_MS);
  }

  /**
   * Has HQ make orders and measures those after the lead-in. Resolves when all of them are complete.
   *
   * @throws Error if an order stays open
   */
  async load(rate: number, times: Record<'leadInMs' | 'durationMs', number>): Promise<TurnResult> {
    const { from, until, cpuMicros, memoryMb } = await this.#kit.load(rate, times);
    const latencies = (await this.#ask({ latencies: { from, until } }, READ_LIMIT_MS)) as Latencies;
    return { ...latencies, cpuMicros, memoryMb };
  }

  /** Waits until HQ has counted and sealed every minute, or for the time limit. */
  async settle(limitMs: number): Promise<void> {
    await this.#ask({ sealWithin: limitMs }, limitMs + READ_LIMIT_MS);
  }

  /** The time of one report, in milliseconds. */
  async reportMs(): Promise<number> {
    const begun = performance.now();
    await this.#kit.hq.report();
    return performance.now() - begun;
  }

  /**
   * The time of one report with an audit, in seconds.
   *
   * @throws Error if the audit disagrees, the report is red, or an order is open
   */
  async auditSeconds(): Promise<number> {
    const begun = performance.now();
    const { audit, red } = await this.#kit.hq.report({ audit: true });
    const seconds = (performance.now() - begun) / 1_000;
    const { published, complete } = await this.own();
    if (audit?.agrees !== true) throw new Error('The audit does not agree with the seals.');
    if (red || published !== complete) {
      throw new Error(
        `HQ's report is ${red ? 'red' : 'not at its end'}: ${complete} of ${published} complete.`,
      );
    }
    return seconds;
  }

  /** HQ's report on the kit's participant. */
  own(): Promise<ParticipantReport> {
    return this.#kit.own();
  }

  async stop(): Promise<void> {
    await this.#bench.children.stop(this.#ledger);
    await this.#kit.stop();
  }

  #ask(command: LedgerCommand, limitMs: number): Promise<unknown> {
    return this.#ledger.ask({ ...command }, limitMs);
  }
}
