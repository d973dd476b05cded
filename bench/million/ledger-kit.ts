import { join } from 'node:path';
import type { ParticipantReport } from '@interstella/hq/client';
import { roleProgram, type Bench } from '../bench.ts';
import { type Load, LoadedKit } from '../kit/loaded-kit.ts';
import type { Child } from '../processes/child.ts';
import type { Past } from './past-orders.ts';
import type { Latencies, LedgerCommand } from './run-ledger.ts';

const FILL_LIMIT_MS = 30 * 60_000;
const READ_LIMIT_MS = 120_000;

export interface Turn extends Latencies, Pick<Load, 'cpuMicros' | 'memoryMb'> {}

/** What `npm start -- --data FOLDER` runs, and beside it who fills its ledger and reads it. */
export class LedgerKit {
  readonly #bench: Bench;
  readonly #kit: LoadedKit;
  readonly #ledger: Child;

  private constructor(bench: Bench, kit: LoadedKit, ledger: Child) {
    this.#bench = bench;
    this.#kit = kit;
    this.#ledger = ledger;
  }

  /** Resolves when it is up; no orders flow yet. */
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
   * Lets orders flow, and measures those that are published after the lead-in. Resolves when all of them are complete.
   *
   * @throws Error if one is not
   */
  async load(rate: number, times: Record<'leadInMs' | 'durationMs', number>): Promise<Turn> {
    const { from, until, cpuMicros, memoryMb } = await this.#kit.load(rate, times);
    const latencies = (await this.#ask({ latencies: { from, until } }, READ_LIMIT_MS)) as Latencies;
    return { ...latencies, cpuMicros, memoryMb };
  }

  /** Waits until HQ has counted and sealed every minute, but no longer than this. */
  async settle(limitMs: number): Promise<void> {
    await this.#ask({ sealWithin: limitMs }, limitMs + READ_LIMIT_MS);
  }

  /** How long HQ takes to report, in milliseconds. */
  async reportMs(): Promise<number> {
    const begun = performance.now();
    await this.#kit.hq.report();
    return performance.now() - begun;
  }

  /**
   * How long HQ takes to report with an audit, in seconds.
   *
   * @throws Error if the audit disagrees, or the report does not have exactly so many orders, all of them complete
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

  /** What HQ reports of the kit's participant. */
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
