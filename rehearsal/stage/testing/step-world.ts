import { HqClientError, type ParticipantReport } from '@interstella/hq/client';
import { stageNamed } from '@interstella/infra/settings';
import type { ChangeEvent, ChangeResult, PlatformState } from '@interstella/local/platform';
import { judgeStep, type StepAsked } from '@interstella/migration/gate/judge-step.ts';
import { wayTo } from '@interstella/migration/gate/way.ts';
import { LocalStep, type StepPlace } from '../local-step.ts';
import type { StepPlan } from '../plan-step.ts';

const AS_OF = '2999-01-01';
const REPORT = {
  participant: 'laptop',
  open: 1,
  red: false,
  byResource: {},
  orders: {
    open: [{ orderId: 'o-1', publishedAt: '2000-01-01T00:00:00.000Z', missing: ['iridium'] }],
    deadLettered: [],
    lost: [],
  },
} as unknown as ParticipantReport;

/** HQ, with what it was told about whom it owes orders. */
class FakeHq {
  isOpen = true;
  isAway = false;
  /** For so many calls it cannot answer; nobody has to wait for the next. */
  failures = 0;
  isFulfilled = false;

  /** How many orders are complete whenever somebody asks. */
  complete: () => number = () => 4;
  rate = 0;

  report = () => this.#answer(() => ({ participants: [this.#part], warnings: [], asOf: AS_OF }));
  generator = () => this.#answer(() => ({ rate: this.rate, running: true }));
  open = () => this.#answer(() => (this.isOpen = true));
  close = () => this.#answer(() => (this.isOpen = false));

  get #part(): ParticipantReport {
    const complete = this.complete();
    // Closed at the very time of the report, which knows all that was made before: HQ is one process.
    const owed = { owed: this.isOpen, closedAt: this.isOpen ? null : AS_OF };
    const now = { ...REPORT, ...owed, complete, published: complete + 1 };
    if (!this.isFulfilled) return now;
    return { ...now, published: complete, open: 0, orders: { ...REPORT.orders, open: [] } };
  }

  #answer(act: () => unknown): Promise<never> {
    if (this.isAway) return Promise.reject(new HqClientError('HQ is away'));
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.reject(new HqClientError('DynamoDB is away', 503));
    }
    return Promise.resolve(act() as never);
  }
}

/** A kit at stage `alb` whose platform and HQ are played, with one order that is open. */
export class StepWorld {
  readonly hq = new FakeHq();
  /** How long the step asks HQ again: not at all, unless told otherwise. */
  hqLimitMs = 0;
  /** Of the platform, which another step changes. */
  revision = 1;
  up: Pick<PlatformState, 'stage' | 'changing'> = { stage: 'alb', changing: undefined };
  deploy: (hear: (event: ChangeEvent) => void, plannedAt: number) => Promise<ChangeResult> = () =>
    Promise.resolve({ outcome: 'done', leftBehind: [] });

  step(
    fromName: string,
    toName: string,
    tags: Pick<StepAsked, 'runningTag' | 'monolithTag'> = {},
  ): LocalStep {
    const [from, to] = [stageNamed(fromName), stageNamed(toName)];
    const way = wayTo(to, from);
    if (!('step' in way)) throw new Error(`${toName} is too far away.`);
    const { step: direction } = way;
    const orders = judgeStep({ from, to, direction, ...tags });
    const { revision } = this;
    const plan = { from, to, direction, template: {}, before: undefined, revision, ...orders };
    const place = {
      participant: 'laptop',
      hq: this.hq,
      onSlowHq: () => undefined,
      hqLimitMs: this.hqLimitMs,
      platform: {
        state: () =>
          Promise.resolve({ ...this.up, stableSince: '2026-01-01T00:00:00.000Z', revision: this.revision }),
        takeTraffic: () => Promise.resolve({ seconds: 1, requests: 2, failed: 0, firstFailures: [] }),
        deploy: (_: unknown, __: unknown, hear: (event: ChangeEvent) => void, plannedAt: number) =>
          this.deploy(hear, plannedAt),
      },
    };
    return new LocalStep(plan as unknown as StepPlan, place as unknown as StepPlace);
  }

  /** Somebody else deploys, or has deployed. */
  meanwhile(stage: string, changing?: PlatformState['changing']): void {
    this.revision += 1;
    this.up = { stage, changing };
  }
}
