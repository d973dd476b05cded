import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HqClient, type ParticipantReport } from '@interstella/hq/client';
import { roleProgram, type Bench } from '../bench.ts';
import type { KitCommand } from '../kit/kit-command.ts';
import { programOf } from '../kit/program-of.ts';
import { startKit, untilUp } from '../kit/start-kit.ts';
import type { Child } from '../processes/child.ts';
import { type Usage, usageOf } from '../processes/usage.ts';
import type { Past } from './past-orders.ts';
import type { Latencies, LedgerCommand } from './run-ledger.ts';

const FILL_LIMIT_MS = 30 * 60_000;
const READ_LIMIT_MS = 120_000;
const DRAIN_LIMIT_MS = 60_000;
const POLL_MS = 100;

/** Of what a kit announces for second terminals. */
interface Announced {
  readonly hqUrl: string;
  readonly adminKey: string;
  readonly endpointUrl: string;
  readonly region: string;
  readonly participant: string;
}

/** Of the two programs that have to do with the ledger. The endpoints are DynamoDB, too. */
export interface Programs<T> {
  readonly hq: T;
  readonly endpoints: T;
}

export interface Turn extends Latencies {
  /** Processor time for one order, all of a program's threads together. */
  readonly cpuMicros: Programs<number>;
  /** Resident at its end, in MB (10⁶ bytes). */
  readonly memoryMb: Programs<number>;
}

/** What `npm start -- --data FOLDER` runs, and beside it who fills its ledger and reads it. */
export class LedgerKit {
  readonly #bench: Bench;
  readonly #command: KitCommand;
  readonly #ledger: Child;
  readonly #hq: HqClient;
  readonly #participant: string;
  readonly #pids: Programs<number>;

  private constructor(
    bench: Bench,
    command: KitCommand,
    ledger: Child,
    { hqUrl, adminKey, participant }: Announced,
    pids: Programs<number>,
  ) {
    this.#bench = bench;
    this.#command = command;
    this.#ledger = ledger;
    this.#hq = new HqClient({ url: hqUrl, adminKey });
    this.#participant = participant;
    this.#pids = pids;
  }

  /** Resolves when it is up; no orders flow yet. */
  static async start(bench: Bench, name: string): Promise<LedgerKit> {
    const { children, scratch } = bench;
    const home = join(scratch, name);
    const command = children.adopt(startKit(home, '--data', join(home, 'data'), '--rate', '0'));
    await untilUp(command);
    const announced = JSON.parse(await readFile(join(home, 'running.json'), 'utf8')) as Announced;
    const ledger = await children.start({
      name: `ledger of ${name}`,
      program: roleProgram('ledger', announced.participant),
      env: {
        AWS_ENDPOINT_URL: announced.endpointUrl,
        AWS_REGION: announced.region,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    });
    const [hq, endpoints] = await Promise.all([
      programOf(command.pid, join('hq', 'dist', 'main.js')),
      programOf(command.pid, join('local', 'dist', 'main.js')),
    ]);
    return new LedgerKit(bench, command, ledger, announced, { hq, endpoints });
  }

  async fill(past: Past): Promise<void> {
    await this.#ask({ fill: past }, FILL_LIMIT_MS);
  }

  /**
   * Lets orders flow, and measures those that are published after the lead-in. Resolves when all of them are complete.
   *
   * @throws Error if one is not
   */
  async load(
    rate: number,
    { leadInMs, durationMs }: Record<'leadInMs' | 'durationMs', number>,
  ): Promise<Turn> {
    const { published: before } = await this.own();
    const used = await this.#usage();
    await this.#hq.setGenerator({ rate, paused: false });
    await delay(leadInMs);
    const from = Date.now();
    await delay(durationMs);
    const until = Date.now();
    await this.#hq.setGenerator({ paused: true });
    const { published } = await this.#drain();
    const usedThen = await this.#usage();
    const { orders, p50, p99 } = (await this.#ask(
      { latencies: { from, until } },
      READ_LIMIT_MS,
    )) as Latencies;
    const cpuMicros = (program: keyof Programs<Usage>) =>
      ((usedThen[program].cpuMs - used[program].cpuMs) * 1_000) / (published - before);
    return {
      ...{ orders, p50, p99 },
      cpuMicros: { hq: cpuMicros('hq'), endpoints: cpuMicros('endpoints') },
      memoryMb: { hq: usedThen.hq.rssBytes / 1e6, endpoints: usedThen.endpoints.rssBytes / 1e6 },
    };
  }

  /** Waits until HQ has counted and sealed every minute, but no longer than this. */
  async settle(limitMs: number): Promise<void> {
    await this.#ask({ sealWithin: limitMs }, limitMs + READ_LIMIT_MS);
  }

  /** How long HQ takes to report, in milliseconds. */
  async reportMs(): Promise<number> {
    const begun = performance.now();
    await this.#hq.report();
    return performance.now() - begun;
  }

  /**
   * How long HQ takes to report with an audit, in seconds.
   *
   * @throws Error if the audit disagrees, or the report does not have exactly so many orders, all of them complete
   */
  async auditSeconds(): Promise<number> {
    const begun = performance.now();
    const { audit, red } = await this.#hq.report({ audit: true });
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
  async own(): Promise<ParticipantReport> {
    const { participants } = await this.#hq.report({ participant: this.#participant });
    const [own] = participants;
    if (!own) throw new Error(`HQ's report says nothing of ${this.#participant}.`);
    return own;
  }

  async stop(): Promise<void> {
    await this.#bench.children.stop(this.#ledger);
    await this.#bench.children.stop(this.#command);
  }

  async #drain(): Promise<ParticipantReport> {
    const deadline = Date.now() + DRAIN_LIMIT_MS;
    for (;;) {
      const { backlog } = await this.#hq.generator();
      const own = await this.own();
      if (backlog === 0 && own.open === 0) return own;
      if (Date.now() > deadline) {
        throw new Error(
          `${own.open} orders are open ${DRAIN_LIMIT_MS / 1_000} s after the last one was made.`,
        );
      }
      await delay(POLL_MS);
    }
  }

  async #usage(): Promise<Programs<Usage>> {
    const [hq, endpoints] = await Promise.all([usageOf(this.#pids.hq), usageOf(this.#pids.endpoints)]);
    return { hq, endpoints };
  }

  #ask(command: LedgerCommand, limitMs: number): Promise<unknown> {
    return this.#ledger.ask({ ...command }, limitMs);
  }
}
