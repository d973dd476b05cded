import type {
  TargetAddress,
  TargetGroups,
  TargetHealth,
  TargetHealthChange,
  TargetState,
} from '../../load-balancer/targets.ts';

interface Target {
  health: TargetHealth;
  letGo: () => void;
}

/** Target groups whose health checks and drains a test decides. Ports tell targets apart. */
export class FakeTargetGroups implements TargetGroups {
  /** What happened, in order: `register 1`, `deregister 1`. */
  readonly calls: string[] = [];
  /** What a new target becomes at once; otherwise it stays initial. */
  becomes: TargetState | undefined = 'healthy';
  /** Whether a drain waits for `letGo`. */
  drainsSlowly = false;
  readonly #targets = new Map<number, Target>();
  readonly #listeners = new Set<(change: TargetHealthChange) => void>();

  register(targetGroup: string, { host, port }: TargetAddress): void {
    if (targetGroup === 'missing') throw new Error('There is no target group missing.');
    this.calls.push(`register ${port}`);
    this.#targets.set(port, { health: { state: 'initial' }, letGo: () => undefined });
    const { becomes } = this;
    if (!becomes) return;
    queueMicrotask(() => {
      this.set(port, becomes, host);
    });
  }

  deregister(_targetGroup: string, { port }: TargetAddress): Promise<void> {
    const target = this.#targets.get(port);
    if (!target) return Promise.resolve();
    this.calls.push(`deregister ${port}`);
    target.health = { state: 'draining' };
    return new Promise((resolve) => {
      target.letGo = () => {
        this.#targets.delete(port);
        resolve();
      };
      if (!this.drainsSlowly) target.letGo();
    });
  }

  health(_targetGroup: string, { port }: TargetAddress): TargetHealth {
    return this.#targets.get(port)?.health ?? { state: 'unused', reason: 'Target.NotRegistered' };
  }

  onHealthChange(listener: (change: TargetHealthChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A health check has decided. */
  set(port: number, state: TargetState, host = '127.0.0.1'): void {
    const target = this.#targets.get(port);
    if (!target || target.health.state === 'draining') return;
    const before = target.health.state;
    target.health =
      state === 'unhealthy'
        ? { state, description: 'Health checks failed with these codes: [503]' }
        : { state };
    const change = { targetGroup: 'group', address: { host, port }, before, after: target.health };
    for (const listener of this.#listeners) listener(change);
  }

  /** The drain of a target is over. */
  letGo(port: number): void {
    this.#targets.get(port)?.letGo();
  }
}
