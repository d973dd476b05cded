import { HqClientError, type ParticipantReport } from '@interstella/hq/client';
import { stageNamed } from '@interstella/infra/settings';
import type { ChangeResult } from '@interstella/local/platform';
import { judgeStep, type MonolithTags } from '../../gate/judge-step.ts';
import { wayTo } from '../../gate/way.ts';
import type { Wait } from '../../gate/wait-at-gate.ts';
import type { Deployed, Member, Place, StepPlan } from '../place.ts';
import { Step } from '../step.ts';

const AS_OF = '2999-01-01';
const REPORT = { participant: 'laptop', red: false, byResource: {} } as unknown as ParticipantReport;
const NONE = { open: [], deadLettered: [], lost: [] };

/** HQ, with what it was told about whom it owes orders. */
class FakeHq {
  isOpen = true;
  isAway = false;
  /** For so many calls it cannot answer; nobody has to wait for the next. */
  failures = 0;
  isFulfilled = false;
  /** When the order was published that is open. */
  publishedAt = '2000-01-01T00:00:00.000Z';

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
    const now = { ...REPORT, ...owed, complete } as const;
    if (this.isFulfilled) return { ...now, published: complete, open: 0, orders: NONE } as never;
    const open = [{ orderId: 'o-1', publishedAt: this.publishedAt, missing: ['iridium'] }];
    return { ...now, published: complete + 1, open: 1, orders: { ...NONE, open } } as never;
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

/** A place at stage `alb` that is played, as is its HQ, with one order that is open. */
export class StepWorld {
  readonly hq = new FakeHq();
  /** Whose HQ it is: the participant's own, unless told otherwise. */
  member: Partial<Member> = {};
  /** How long the step asks HQ again: not at all, unless told otherwise. */
  hqLimitMs = 0;
  /** Of what is deployed, which another step changes. */
  revision = 1;
  up: Pick<Deployed, 'stage' | 'problem'> = { stage: stageNamed('alb'), problem: undefined };
  deployed: () => Promise<Deployed> = () => Promise.resolve({ ...this.up, revision: this.revision });
  newOrderLimitMs = 5_000;
  takeTraffic = () => Promise.resolve({ requests: 2, failed: 0, firstFailures: [] } as never);
  deploy: () => Promise<ChangeResult> = () => Promise.resolve({ outcome: 'done', leftBehind: [] });

  step(fromName: string, toName: string, tags: MonolithTags = {}): Step<undefined> {
    const [from, to] = [stageNamed(fromName), stageNamed(toName)];
    const way = wayTo(to, from);
    if (!('step' in way)) throw new Error(`${toName} is too far away.`);
    const { step: direction } = way;
    const orders = judgeStep({ from, to, direction, ...tags });
    const plan: StepPlan = { from, to, direction, ...tags, revision: this.revision, ...orders };
    const place: Place<undefined> = {
      to,
      commandFor: (stage) => `npx interstella stage ${stage}`,
      statusCommand: 'npx interstella status',
      pollMs: 10,
      newOrderLimitMs: this.newOrderLimitMs,
      deployed: () => this.deployed(),
      monolithTags: () => Promise.resolve(tags),
      stableSince: () => Promise.resolve(new Date('2026-01-01T00:00:00.000Z')),
      deploy: () => this.deploy(),
      takeTraffic: () => this.takeTraffic(),
    };
    const own = { participant: 'laptop', isOurs: true, recordedWithinMs: 0 };
    const remedies = { redrive: 'npx interstella redrive', republish: 'npx interstella hq republish' };
    const member: Member = { ...own, remedies, hq: this.hq, ...this.member };
    return new Step(plan, place, member, { onSlowHq: () => undefined, hqLimitMs: this.hqLimitMs });
  }

  /** A wait that looks once, unless told otherwise, and tells nobody. */
  wait(of: Partial<Wait> = {}): Wait {
    const quiet = { show: () => undefined, note: () => undefined };
    return { limitMs: 0, signal: new AbortController().signal, ...quiet, ...of };
  }

  /** Somebody else deploys, or has deployed. */
  meanwhile(stage: string, problem?: string): void {
    this.revision += 1;
    this.up = { stage: stageNamed(stage), problem };
  }
}
