import type { HealthCheck } from '../deployment/index.ts';
import { HealthRecord, type CheckOutcome } from './health-record.ts';
import type { TargetHealth } from './targets.ts';

/** Makes one check; {@link checkHealth} but for a test. */
export type Check = (healthCheck: HealthCheck, signal: AbortSignal) => Promise<CheckOutcome>;

/**
 * The health checks of one target: the first at once, then one every interval, however long each takes. The interval is
 * the template's own and never scaled.
 */
export class HealthChecks {
  readonly #check: Check;
  readonly #onChange: () => void;
  readonly #record = new HealthRecord();
  #healthCheck: HealthCheck;
  #timer: NodeJS.Timeout | undefined;
  #underWay: AbortController | undefined;

  /** @param onChange is told when {@link health} has become another state */
  constructor(healthCheck: HealthCheck, check: Check, onChange: () => void) {
    this.#healthCheck = healthCheck;
    this.#check = check;
    this.#onChange = onChange;
    this.#schedule();
    this.#run();
  }

  get health(): TargetHealth {
    return this.#record.health;
  }

  /** Checks by other settings from the next check on; what was found so far stays. */
  set settings(healthCheck: HealthCheck) {
    const intervalChanged = healthCheck.intervalS !== this.#healthCheck.intervalS;
    this.#healthCheck = healthCheck;
    if (intervalChanged) this.#schedule();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#underWay?.abort();
  }

  #schedule(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      this.#run();
    }, this.#healthCheck.intervalS * 1_000);
  }

  #run(): void {
    // Its own timeout ends it; AWS takes none that is as long as the interval.
    if (this.#underWay) return;
    const underWay = new AbortController();
    this.#underWay = underWay;
    void this.#check(this.#healthCheck, underWay.signal).then((outcome) => {
      this.#underWay = undefined;
      if (this.#timer === undefined) return;
      const before = this.health.state;
      this.#record.note(outcome, this.#healthCheck);
      if (this.health.state !== before) this.#onChange();
    });
  }
}
