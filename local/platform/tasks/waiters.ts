import type { Clock } from './clock.ts';
import type { DeploymentOutcome } from './deployment-record.ts';

/** Those who wait for a service to become steady. */
export class Waiters {
  readonly #clock: Clock;
  readonly #whyNotSteady: () => string;
  readonly #waiting = new Set<(outcome: DeploymentOutcome) => void>();

  constructor(clock: Clock, whyNotSteady: () => string) {
    this.#clock = clock;
    this.#whyNotSteady = whyNotSteady;
  }

  /** @param limitMs after which the wait has failed */
  wait(limitMs: number): Promise<DeploymentOutcome> {
    return new Promise((resolve) => {
      const settle = (outcome: DeploymentOutcome) => {
        takeBack();
        this.#waiting.delete(settle);
        resolve(outcome);
      };
      const takeBack = this.#clock.after(limitMs, () => {
        settle({
          outcome: 'failed',
          reason: `It was not steady within ${limitMs} ms: ${this.#whyNotSteady()}`,
        });
      });
      this.#waiting.add(settle);
    });
  }

  settle(outcome: DeploymentOutcome): void {
    for (const settle of [...this.#waiting]) settle(outcome);
  }
}
