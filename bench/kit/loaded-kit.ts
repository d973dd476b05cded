import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HqClient, type ParticipantReport } from '@interstella/hq/client';
import type { Bench } from '../bench.ts';
import { type Usage, usageOf } from '../processes/usage.ts';
import type { KitCommand, KitOptions } from './kit-command.ts';
import { ProcessList } from './process-list.ts';
import { startKit, untilUp } from './start-kit.ts';

const DRAIN_LIMIT_MS = 60_000;
const POLL_MS = 100;

/** Of what a kit announces for second terminals. */
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

/** Of the two programs that have to do with the ledger. The endpoints are DynamoDB, too. */
export interface Programs<T> {
  readonly hq: T;
  readonly endpoints: T;
}

export interface Load {
  /** Between these, in milliseconds since 1970, the orders were published that followed the lead-in. */
  readonly from: number;
  readonly until: number;
  /** All that were published, those of the lead-in too. */
  readonly orders: number;
  /** Processor time for one order, all of a program's threads together. */
  readonly cpuMicros: Programs<number>;
  /** Resident at its end, in MB (10⁶ bytes). */
  readonly memoryMb: Programs<number>;
}

/** What `npm start` runs, made to work and watched from outside. */
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

  /** Resolves when it is up; no orders flow yet. @param home the kit's folder */
  static async start(
    bench: Pick<Bench, 'children'>,
    home: string,
    args: readonly string[],
    options?: KitOptions,
  ): Promise<LoadedKit> {
    const command = bench.children.adopt(startKit(home, ['--rate', '0', ...args], options));
    await untilUp(command);
    const announced = JSON.parse(await readFile(join(home, 'running.json'), 'utf8')) as Announced;
    const processes = await ProcessList.read();
    return new LoadedKit(bench, command, announced, {
      hq: processes.programOf(command.pid, join('hq', 'dist', 'main.js')),
      endpoints: processes.programOf(command.pid, join('local', 'dist', 'main.js')),
    });
  }

  /** Of the command that started it. */
  get pid(): number {
    return this.#command.pid;
  }

  /**
   * Lets orders flow for so long, and resolves when all of them are complete.
   *
   * @param rate orders per second
   * @throws Error if one is not
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

  /** What HQ reports of the kit's participant. */
  async own(): Promise<ParticipantReport> {
    const { participant } = this.announced;
    const [own] = (await this.hq.report({ participant })).participants;
    if (!own) throw new Error(`HQ's report says nothing of ${participant}.`);
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
