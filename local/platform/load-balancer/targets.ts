/** Where a target listens. */
export interface TargetAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * As DescribeTargetHealth has it. `initial`: registered, and no health check has passed or failed for good yet; `unused`:
 * not registered, or no rule of the listener leads to its target group, so that nobody checks it.
 */
export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused';

export interface TargetHealth {
  readonly state: TargetState;
  /** A reason code of DescribeTargetHealth, such as `Target.ResponseCodeMismatch`; absent of a healthy target. */
  readonly reason?: string;
  /** The same in words, with the value that was met: `Health checks failed with these codes: [503]`. */
  readonly description?: string;
}

export interface TargetHealthChange {
  readonly targetGroup: string;
  readonly address: TargetAddress;
  readonly before: TargetState;
  readonly after: TargetHealth;
}

/** What a service's scheduler sees of the load balancer. Target groups go by their names. */
export interface TargetGroups {
  /**
   * Adds a target, `initial` until its first health check, which is made at once. One that is draining comes back; of one
   * that is registered nothing changes.
   *
   * @throws Error if there is no such target group
   */
  register(targetGroup: string, address: TargetAddress): void;
  /**
   * Sends the target no more requests. Resolves when it has none in hand any more, or when the deregistration delay is
   * over, what is then in hand being cut off; at once if it is not registered. Never rejects.
   */
  deregister(targetGroup: string, address: TargetAddress): Promise<void>;
  /** `unused` with `Target.NotRegistered` for what is not registered. */
  health(targetGroup: string, address: TargetAddress): TargetHealth;
  /** @returns the end of being told */
  onHealthChange(listener: (change: TargetHealthChange) => void): () => void;
}
