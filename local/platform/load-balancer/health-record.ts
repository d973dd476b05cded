import type { HealthCheck } from '../deployment/index.ts';
import type { TargetHealth } from './targets.ts';

/** What one health check found. A failure says why, in the words of DescribeTargetHealth. */
export type CheckOutcome =
  | { readonly passed: true }
  | { readonly passed: false; readonly reason: string; readonly description: string };

/**
 * What a target's health checks add up to. One pass makes a new target healthy; later it takes as many in a row as the
 * thresholds say to change sides.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export class HealthRecord {
  #health: TargetHealth = {
    state: 'initial',
    reason: 'Elb.RegistrationInProgress',
    description: 'Target registration is in progress',
  };
  #lastPassed: boolean | undefined;
  #inARow = 0;

  get health(): TargetHealth {
    return this.#health;
  }

  /** Takes down the outcome of one check. */
  note(
    outcome: CheckOutcome,
    thresholds: Pick<HealthCheck, 'healthyThreshold' | 'unhealthyThreshold'>,
  ): void {
    this.#inARow = outcome.passed === this.#lastPassed ? this.#inARow + 1 : 1;
    this.#lastPassed = outcome.passed;
    if (outcome.passed) this.#notePass(thresholds.healthyThreshold);
    else this.#noteFailure(outcome, thresholds.unhealthyThreshold);
  }

  #notePass(threshold: number): void {
    if (this.#health.state === 'initial' || this.#inARow >= threshold) this.#health = { state: 'healthy' };
  }

  #noteFailure({ reason, description }: CheckOutcome & { passed: false }, threshold: number): void {
    if (this.#inARow >= threshold || this.#health.state === 'unhealthy') {
      this.#health = { state: 'unhealthy', reason, description };
    } else if (this.#health.state === 'initial') {
      this.#health = { state: 'initial', reason: 'Elb.InitialHealthChecking', description };
    }
  }
}
