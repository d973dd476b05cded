import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HqClient, type LedgerOrder } from '@interstella/hq/client';
import { PlatformClient, type PlatformState } from '@interstella/local/platform';
import type { RunningKit } from '../../kit/running-kit.ts';
import type { KitHome } from './command-line.ts';

/** A kit that a test has started, from within: as its own command line finds it. */
export class KitUnderTest {
  readonly kit: RunningKit;
  readonly hq: HqClient;
  readonly platform: PlatformClient;
  readonly #folder: string;

  constructor({ folder }: KitHome) {
    this.#folder = folder;
    this.kit = JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8')) as RunningKit;
    this.hq = new HqClient({ url: this.kit.hqUrl, adminKey: this.kit.adminKey });
    this.platform = new PlatformClient({ url: this.kit.platformUrl, key: this.kit.platformKey });
  }

  /** A service's tasks that run, oldest first. */
  async tasksOf(service: string): Promise<PlatformState['tasks']['services'][number]['tasks']> {
    const { tasks } = await this.platform.state();
    const found = tasks.services.find(({ name }) => name === `interstella-${service}`);
    return found?.tasks.filter(({ status }) => status === 'RUNNING') ?? [];
  }

  /** Every order of the ledger. */
  async ledger(): Promise<readonly LedgerOrder[]> {
    const orders: LedgerOrder[] = [];
    for await (const page of this.hq.ledger(this.kit.participant)) orders.push(...page);
    return orders;
  }

  /** What the load balancer has written down of requests that failed, since the start; and what services said of them. */
  failedRequests(): readonly string[] {
    const logs = join(this.#folder, 'logs');
    const balancer = linesOf(join(logs, 'platform.log')).filter((line) => /^[A-Z]* ?\S*: \d{3}, /.test(line));
    if (balancer.length === 0) return [];
    const services = readdirSync(logs, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('/'))
      .flatMap((name) => linesOf(join(logs, name)))
      .flatMap((line) => /"message":"([A-Z]+ \S+ → \d{3}: .*?)"/.exec(line)?.[1] ?? []);
    return [...balancer, ...new Set(services)];
  }
}

function linesOf(file: string): readonly string[] {
  return readFileSync(file, 'utf8').split('\n');
}
