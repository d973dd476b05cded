import { setTimeout as delay } from 'node:timers/promises';
import { call } from '@interstella/libs/testing';
import { FaultProxy } from './fault-proxy.ts';

/** Long enough that a task which just goes away is missed by requests that still come. */
const HEALTH_CHECK_EVERY_MS = 250;

interface Target {
  readonly origin: string;
  isHealthy: boolean;
  inFlight: number;
  requests: number;
}

/** A load balancer in small: round robin over the targets that are healthy; who is not healthy gets nothing new. */
export class Balancer {
  readonly #proxy: FaultProxy;
  readonly #targets: Target[] = [];
  readonly #checking: Promise<void>;
  #closed = false;
  #turn = 0;
  failures = 0;

  private constructor(proxy: FaultProxy) {
    this.#proxy = proxy;
    proxy.behave(async (_request, forward) => {
      const target = this.#choose();
      target.inFlight += 1;
      target.requests += 1;
      try {
        const answer = await forward(target.origin);
        if (answer.status >= 300) this.failures += 1;
        return answer;
      } catch (error) {
        this.failures += 1;
        throw error;
      } finally {
        target.inFlight -= 1;
      }
    });
    this.#checking = this.#check();
  }

  static async start(): Promise<Balancer> {
    return new Balancer(await FaultProxy.start(''));
  }

  get url(): string {
    return this.#proxy.url;
  }

  /** Registers a target; it gets requests once it is healthy. */
  register(origin: string): void {
    this.#targets.push({ origin, isHealthy: false, inFlight: 0, requests: 0 });
  }

  isHealthy(origin: string): boolean {
    return this.#targets.some((target) => target.origin === origin && target.isHealthy);
  }

  /** How many requests the target has got. */
  requestsTo(origin: string): number {
    return this.#targets.find((target) => target.origin === origin)?.requests ?? 0;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#checking;
    await this.#proxy.close();
  }

  #choose(): Target {
    const healthy = this.#targets.filter(({ isHealthy }) => isHealthy);
    const target = healthy[(this.#turn += 1) % healthy.length];
    if (target) return target;
    this.failures += 1;
    throw new Error('No target is healthy.');
  }

  async #check(): Promise<void> {
    while (!this.#closed) {
      for (const target of this.#targets) {
        const answer = await call(target.origin, '/', { method: 'GET' }).catch(() => undefined);
        target.isHealthy = answer?.status === 200;
      }
      await delay(HEALTH_CHECK_EVERY_MS);
    }
  }
}
