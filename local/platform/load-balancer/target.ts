import type { Client } from 'undici';
import type { HealthCheck } from '../deployment/index.ts';
import { checkHealth } from './check-health.ts';
import { Connections } from './connections.ts';
import { Drain } from './drain.ts';
import { HealthChecks } from './health-checks.ts';
import type { TargetAddress, TargetHealth } from './targets.ts';

/** As AWS has it. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Of an answer, in bytes, as AWS has it. */
const MAXIMUM_HEADERS_SIZE = 32 * 1_024;

const DRAINING: TargetHealth = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
};
const NOT_IN_USE: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
};

export interface TargetOptions {
  readonly address: TargetAddress;
  readonly healthCheck: HealthCheck;
  /** How long a connection to it may be idle, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** Told whenever the state of its health has changed. */
  readonly onHealthChange: () => void;
}

/** One target of a target group: its connections, its health, and what it has in hand. */
export class Target {
  readonly address: TargetAddress;
  readonly #options: TargetOptions;
  readonly #connections: Connections;
  #idleTimeoutMs: number;
  #healthCheck: HealthCheck;
  #checks: HealthChecks | undefined;
  #drain: Drain | undefined;
  #inFlight = 0;
  #requests = 0;
  #failures = 0;

  constructor(options: TargetOptions) {
    this.address = options.address;
    this.#options = options;
    this.#healthCheck = options.healthCheck;
    this.#idleTimeoutMs = options.idleTimeoutMs;
    const { host, port } = options.address;
    this.#connections = new Connections(`http://${host}:${port}`, connectionOptions(options.idleTimeoutMs));
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Requests since its registration, those in flight too. */
  get requests(): number {
    return this.#requests;
  }

  /** Those of them that ended with anything but a 2xx. */
  get failures(): number {
    return this.#failures;
  }

  /** Undefined of a target that is registered. */
  get drain(): Drain | undefined {
    return this.#drain;
  }

  get health(): TargetHealth {
    return this.#drain ? DRAINING : (this.#checks?.health ?? NOT_IN_USE);
  }

  /** Health checks begin anew, or end. */
  set isInUse(inUse: boolean) {
    if (inUse === (this.#checks !== undefined)) return;
    this.#checks?.stop();
    this.#checks = inUse ? this.#startChecks() : undefined;
    this.#options.onHealthChange();
  }

  set healthCheck(healthCheck: HealthCheck) {
    this.#healthCheck = healthCheck;
    if (this.#checks) this.#checks.settings = healthCheck;
  }

  /** In milliseconds. */
  set idleTimeoutMs(idleTimeoutMs: number) {
    if (idleTimeoutMs === this.#idleTimeoutMs) return;
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#connections.options = connectionOptions(idleTimeoutMs);
  }

  /** The connection for one request. {@link end} must follow, once, when that is over. */
  begin(): Client {
    this.#inFlight += 1;
    this.#requests += 1;
    return this.#connections.take();
  }

  end(connection: Client, failed: boolean): void {
    this.#connections.giveBack(connection);
    this.#inFlight -= 1;
    if (failed) this.#failures += 1;
    if (this.#inFlight === 0) this.#drain?.end();
  }

  /** Begins the time until its end, which is over when nothing is in flight any more; one that has begun goes on. */
  startDrain(timeLimitMs: number): Drain {
    if (this.#drain !== undefined) return this.#drain;
    this.#checks?.stop();
    this.#checks = undefined;
    const drain = new Drain(timeLimitMs);
    this.#drain = drain;
    this.#options.onHealthChange();
    if (this.#inFlight === 0) drain.end();
    return drain;
  }

  /** Ends draining: the target takes requests again once it is healthy. */
  comeBack(): void {
    this.#drain?.end();
    this.#drain = undefined;
  }

  /** Ends health checks and connections, and with them what is in flight. */
  async destroy(): Promise<void> {
    this.#checks?.stop();
    this.#drain?.end();
    await this.#connections.destroy();
  }

  #startChecks(): HealthChecks {
    const check = (healthCheck: HealthCheck, signal: AbortSignal) =>
      checkHealth(this.address, healthCheck, signal);
    return new HealthChecks(this.#healthCheck, check, this.#options.onHealthChange);
  }
}

/**
 * A connection is used again only for as long as the target said that it keeps it (Keep-Alive, less 2 s), or 4 s if it
 * said nothing: one that the target is just closing would cost a request, since none is sent twice.
 */
function connectionOptions(idleTimeoutMs: number): Client.Options {
  return {
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveMaxTimeout: idleTimeoutMs,
    maxHeaderSize: MAXIMUM_HEADERS_SIZE,
  };
}
