import type { TargetGroup as TargetGroupSettings } from '../deployment/index.ts';
import { statusMatcher } from './status-matcher.ts';
import { TargetGroup, type TargetGroupUse } from './target-group.ts';
import type { TargetAddress, TargetGroups, TargetHealth, TargetHealthChange } from './targets.ts';

/** A target as `interstella status` shows it. */
export interface TargetSnapshot extends TargetHealth {
  readonly address: TargetAddress;
  readonly inFlight: number;
  /** Since its registration, those in flight too. */
  readonly requests: number;
  readonly failures: number;
}

export interface TargetGroupSnapshot {
  readonly name: string;
  readonly targets: readonly TargetSnapshot[];
}

/** The target groups that there are, by name. */
export class TargetGroupRegistry implements TargetGroups {
  readonly #groups = new Map<string, TargetGroup>();
  /** Those that are gone from the configuration, and whose targets end what they have in hand. */
  readonly #leaving = new Set<TargetGroup>();
  readonly #listeners = new Set<(change: TargetHealthChange) => void>();

  /**
   * Takes over other settings. A target group that stays keeps its targets; the targets of one that goes drain.
   *
   * @param inUse names of those to which a rule of the listener leads
   * @param idleTimeoutMs how long a connection to a target may be idle
   * @throws Error, before anything is changed, if a rule leads nowhere or a health check has no proper matcher
   */
  configure(
    settings: readonly TargetGroupSettings[],
    inUse: ReadonlySet<string>,
    idleTimeoutMs: number,
  ): void {
    const names = new Set(settings.map(({ name }) => name));
    for (const name of inUse) {
      if (!names.has(name)) throw new Error(`A rule leads to the target group ${name}, which is not there.`);
    }
    for (const { healthCheck } of settings) statusMatcher(healthCheck.matcher);

    for (const group of this.#groups.values()) if (!names.has(group.name)) this.#remove(group);
    for (const one of settings) {
      const use = { isInUse: inUse.has(one.name), idleTimeoutMs };
      const group = this.#groups.get(one.name);
      if (group) group.configure(one, use);
      else this.#add(one, use);
    }
  }

  get(name: string): TargetGroup | undefined {
    return this.#groups.get(name);
  }

  register(targetGroup: string, address: TargetAddress): void {
    const group = this.#groups.get(targetGroup);
    if (group === undefined) {
      const names = [...this.#groups.keys()].join(', ') || 'none';
      throw new Error(`There is no target group ${targetGroup}. There are: ${names}.`);
    }
    group.register(address);
  }

  async deregister(targetGroup: string, address: TargetAddress): Promise<void> {
    const leaving = [...this.#leaving].filter(({ name }) => name === targetGroup);
    const present = this.#groups.get(targetGroup);
    const groups = present ? [present, ...leaving] : leaving;
    await Promise.all(groups.map((group) => group.deregister(address)));
  }

  health(targetGroup: string, address: TargetAddress): TargetHealth {
    const group = this.#groups.get(targetGroup);
    return group?.health(address) ?? { state: 'unused', reason: 'Target.NotRegistered' };
  }

  onHealthChange(listener: (change: TargetHealthChange) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  snapshot(): TargetGroupSnapshot[] {
    return [...this.#groups.values()].map(({ name, targets }) => ({
      name,
      targets: [...targets].map(({ address, failures, health, inFlight, requests }) => {
        return { address, ...health, inFlight, requests, failures };
      }),
    }));
  }

  /** Ends health checks and connections at once. */
  async close(): Promise<void> {
    await Promise.all([...this.#groups.values(), ...this.#leaving].map((group) => group.destroy()));
    this.#groups.clear();
    this.#leaving.clear();
  }

  #add(settings: TargetGroupSettings, use: TargetGroupUse): void {
    const onHealthChange = (change: TargetHealthChange) => {
      for (const listener of this.#listeners) listener(change);
    };
    this.#groups.set(settings.name, new TargetGroup(settings, use, { onHealthChange }));
  }

  #remove(group: TargetGroup): void {
    this.#groups.delete(group.name);
    this.#leaving.add(group);
    void group.deregisterAll().then(() => this.#leaving.delete(group));
  }
}
