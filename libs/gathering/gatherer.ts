import { setTimeout as delay } from 'node:timers/promises';
import type { Logs } from '../logs/index.ts';
import type { Resource } from '../orders/index.ts';

/** Gathers resources. In the workshop's story that is mining; here it is a log line and, if asked for, some time. */
export class Gatherer {
  readonly #logs: Logs;
  readonly #gatherMs: number;

  /** @param gatherMs how long one resource takes, in milliseconds; the original monolith took 1000 */
  constructor(logs: Logs, gatherMs: number) {
    this.#logs = logs;
    this.#gatherMs = gatherMs;
  }

  /** Gathers one of each, all at the same time: they do not depend on each other. */
  async gather(resources: readonly Resource[], orderId: string): Promise<void> {
    this.#logs.info('Gathering Requested Items', { orderId });
    for (const resource of resources) this.#logs.info(`Getting ${titleOf(resource)}`, { orderId });
    if (this.#gatherMs > 0) await Promise.all(resources.map(() => delay(this.#gatherMs)));
  }
}

/** A resource's name as the labs print it: `Iridium`. */
export function titleOf(resource: Resource): string {
  return resource.charAt(0).toUpperCase() + resource.slice(1);
}
