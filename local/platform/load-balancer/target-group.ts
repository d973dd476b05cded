import type { TargetGroup as Settings } from '../deployment/index.ts';
import { Target } from './target.ts';
import type { TargetAddress, TargetHealth, TargetHealthChange, TargetState } from './targets.ts';

const NOT_REGISTERED: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotRegistered',
  description: 'Target is not registered to the target group',
};

/** What the load balancer says of a target group. */
export interface TargetGroupUse {
  /** Whether some rule of the listener leads here: only then are health checks made. */
  readonly isInUse: boolean;
  /** How long a connection to a target may be idle, in milliseconds. */
  readonly idleTimeoutMs: number;
}

export interface TargetGroupOptions {
  readonly onHealthChange: (change: TargetHealthChange) => void;
}

/** The targets of one target group, and whose turn it is. */
export class TargetGroup {
  readonly name: string;
  readonly #options: TargetGroupOptions;
  readonly #targets = new Map<string, Target>();
  readonly #known = new Map<string, TargetState>();
  #settings: Settings;
  #use: TargetGroupUse;
  #eligible: readonly Target[] = [];
  #turn = 0;

  constructor(settings: Settings, use: TargetGroupUse, options: TargetGroupOptions) {
    this.name = settings.name;
    this.#settings = settings;
    this.#use = use;
    this.#options = options;
  }

  /** Those that are registered and those that are draining. */
  get targets(): Iterable<Target> {
    return this.#targets.values();
  }

  configure(settings: Settings, use: TargetGroupUse): void {
    this.#settings = settings;
    this.#use = use;
    for (const target of this.#targets.values()) {
      target.healthCheck = settings.healthCheck;
      target.idleTimeoutMs = use.idleTimeoutMs;
      if (!target.drain) target.isInUse = use.isInUse;
    }
  }

  /** The target whose turn it is by the group's algorithm; undefined if none may have requests. */
  next(): Target | undefined {
    const eligible = this.#eligible;
    if (eligible.length === 0) return undefined;
    this.#turn = (this.#turn + 1) % eligible.length;
    if (this.#settings.algorithm === 'round_robin') return eligible[this.#turn];
    let least = eligible[this.#turn];
    for (let step = 1; least && step < eligible.length; step += 1) {
      const target = eligible[(this.#turn + step) % eligible.length];
      if (target && target.inFlight < least.inFlight) least = target;
    }
    return least;
  }

  /** Whether {@link next} has nobody because none is registered, rather than because none was checked yet. */
  get hasTargets(): boolean {
    return [...this.#targets.values()].some((target) => !target.drain);
  }

  register(address: TargetAddress): void {
    const key = keyOf(address);
    const present = this.#targets.get(key);
    if (present !== undefined && !present.drain) return;
    if (present !== undefined) {
      present.comeBack();
      present.isInUse = this.#use.isInUse;
      return;
    }
    const target: Target = new Target({
      address,
      healthCheck: this.#settings.healthCheck,
      idleTimeoutMs: this.#use.idleTimeoutMs,
      onHealthChange: () => {
        this.#healthChanged(key, target);
      },
    });
    this.#targets.set(key, target);
    target.isInUse = this.#use.isInUse;
  }

  async deregister(address: TargetAddress): Promise<void> {
    const key = keyOf(address);
    const target = this.#targets.get(key);
    if (target === undefined) return;
    const drain = target.startDrain(this.#settings.deregistrationDelayS * 1_000);
    await drain.over;
    // It came back; or it was deregistered twice, and the first call has seen to the rest.
    if (target.drain !== drain || this.#targets.get(key) !== target) return;
    this.#targets.delete(key);
    this.#healthChanged(key, target);
    await target.destroy();
  }

  /** Drains every target. */
  async deregisterAll(): Promise<void> {
    await Promise.all([...this.#targets.values()].map(({ address }) => this.deregister(address)));
  }

  health(address: TargetAddress): TargetHealth {
    return this.#targets.get(keyOf(address))?.health ?? NOT_REGISTERED;
  }

  /** Ends everything at once. */
  async destroy(): Promise<void> {
    await Promise.all([...this.#targets.values()].map((target) => target.destroy()));
    this.#targets.clear();
    this.#eligible = [];
  }

  #healthChanged(key: string, target: Target): void {
    this.#eligible = eligibleOf([...this.#targets.values()]);
    const after = this.#targets.get(key) === target ? target.health : NOT_REGISTERED;
    const before = this.#known.get(key) ?? 'unused';
    if (after === NOT_REGISTERED) this.#known.delete(key);
    else this.#known.set(key, after.state);
    if (before === after.state) return;
    this.#options.onHealthChange({ targetGroup: this.name, address: target.address, before, after });
  }
}

export function keyOf({ host, port }: TargetAddress): string {
  return `${host}:${port}`;
}

/**
 * Who may have requests: the healthy, and where there is none of them, the unhealthy, since AWS fails open. Never one that
 * no health check has judged yet, nor one that drains.
 */
function eligibleOf(targets: readonly Target[]): readonly Target[] {
  const inState = (state: TargetState) => targets.filter(({ health }) => health.state === state);
  const healthy = inState('healthy');
  return healthy.length > 0 ? healthy : inState('unhealthy');
}
