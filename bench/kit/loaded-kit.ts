import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HqClient, type ParticipantReport } from '@interstella/hq/client';
import type { Bench } from '../bench.ts';
import { type Usage, usageOf } from '../processes/usage.ts';
import type { KitCommand, KitOptions } from './kit-command.ts';
import { ProcessList } from './process-list.ts';
import { startKit, waitUntilUp } from './start-kit.ts';

const DRAIN_LIMIT_MS = 60_000;
const POLL_MS = 100;

/** The part of running.json that is used here. */
interface Announced {
  readonly hqUrl: string;
  readonly adminKey: string;
  readonly endpointUrl: string;
  readonly region: string;
  readonly participant: string;
  readonly ordersUrl: string;
  readonly topicArnPrefix: string;
  readonly certificate: string;
}

/** Values of the two programs that work on the ledger. The endpoints are DynamoDB, too. */
export interface Programs<T> {
  readonly hq: T;
  readonly endpoints: T;
}

export interface Load {
  /** The recorded span after the lead-in, in milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  /** All published orders, those of the lead-in included. */
  readonly orders: number;
  /** Processor time of the whole program for one order. */
  readonly cpuMicros: Programs<number>;
  /** Resident memory at the end, in MB (10⁶ bytes). */
  readonly memoryMb: Programs<number>;
}

/** A kit of `npm start` under load. */
export class LoadedKit {
  readonly hq: HqClient;
  readonly announced: Announced;
  readonly #bench: Pick<Bench, 'children'>;
  readonly #command: KitCommand;
  readonly #pids: Programs<number>;

  private constructor(
    bench: Pick<Bench, 'children'>,
    command: KitCommand,
    announced: Announced,
    pids: Programs<number>,
  ) {
    this.#bench = bench;
    this.#command = command;
    this.#pids = pids;
    this.announced = announced;
    this.hq = new HqClient({ url: announced.hqUrl, adminKey: announced.adminKey });
  }

  /** Resolves when the kit is up, without orders. @param home the kit's folder */
  static async start(
    bench: Pick<Bench, 'children'>,
    home: string,
    args: readonly string[],
    options?: KitOptions,
  ): Promise<LoadedKit> {
    const command = bench.children.adopt(startKit(home, ['--rate', '0', ...args], options));
    await waitUntilUp(command);
    const announced = JSON.parse(await readFile(join(home, 'running.json'), 'utf8')) as Announced;
    const processes = await ProcessList.read();
    return new LoadedKit(bench, command, announced, {
      hq: processes.programOf(command.pid, join('hq', 'dist', 'main.js')),
      endpoints: processes.programOf(command.pid, join('local', 'dist', 'main.js')),
    });
  }

  /** The process of the command that started the kit. */
  get pid(): number {
    return this.#command.pid;
  }

  /**
   * Has HQ make orders, and resolves when all of them are complete.
   *
   * @param rate orders per second
   * @throws Error if an order stays open
   */
  async load(
    rate: number,
    { leadInMs, durationMs }: Record<'leadInMs' | 'durationMs', number>,
  ): Promise<Load> {
    const { published: before } = await this.own();
    const used = await this.#usage();
    await this.hq.setGenerator({ rate, paused: false });
    await delay(leadInMs);
    const from = Date.now();
    await delay(durationMs);
    const until = Date.now();
    await this.hq.setGenerator({ paused: true });
    const orders = (await this.#drain()).published - before;
    const usedThen = await this.#usage();
    const cpuMicros = (program: keyof Programs<Usage>) =>
      ((usedThen[program].cpuMs - used[program].cpuMs) * 1_000) / orders;
    return {
      ...{ from, until, orders },
      cpuMicros: { hq: cpuMicros('hq'), endpoints: cpuMicros('endpoints') },
      memoryMb: { hq: usedThen.hq.rssBytes / 1e6, endpoints: usedThen.endpoints.rssBytes / 1e6 },
    };
  }

  /** HQ's report on the kit's participant. */
  async own(): Promise<ParticipantReport> {
    const { participant } = this.announced;
    const [own] = (await this.hq.report({ participant })).participants;
    if (!own) throw new Error(`HQ's report has no participant ${participant}.`);
    return own;
  }

  stop(): Promise<void> {
    return this.#bench.children.stop(this.#command);
  }

  async #drain(): Promise<ParticipantReport> {
    const deadline = Date.now() + DRAIN_LIMIT_MS;
    for (;;) {
      const { backlog } = await this.hq.generator();
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
}
