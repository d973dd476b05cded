import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HqClientError, type ParticipantReport } from '@interstella/hq/client';
import { STAGES, type Stage } from '@interstella/infra/stages';
import type { ChangeEvent, ChangeResult, PlatformState } from '@interstella/local/platform';
import { judgeStep, type StepAsked, wayTo } from '../gate/index.ts';
import { LocalStep, type LocalStepParts } from './local-step.ts';
import { StepGoesOnError } from './step-taken.ts';

function stageNamed(wanted: string): Stage {
  const stage = STAGES.find(({ name }) => name === wanted);
  if (!stage) throw new Error(`There is no stage ${wanted}.`);
  return stage;
}

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
    return this.isAway ? Promise.reject(new HqClientError('HQ is away')) : Promise.resolve(act() as never);
  }
}

let hq: FakeHq;
/** Of the platform, which another step changes. */
let revision: number;
let up: Pick<PlatformState, 'stage' | 'changing'>;
let deploy: (hear: (event: ChangeEvent) => void, plannedAt: number) => Promise<ChangeResult>;

function step(fromName: string, toName: string, tags: Pick<StepAsked, 'runningTag' | 'monolithTag'> = {}) {
  const [from, to] = [stageNamed(fromName), stageNamed(toName)];
  const way = wayTo(to, from);
  if (!('step' in way)) throw new Error(`${toName} is too far away.`);
  const { step: direction } = way;
  const orders = judgeStep({ from, to, direction, ...tags });
  const parts = {
    ends: { from, to, direction, template: {}, before: undefined, revision, ...orders },
    participant: 'laptop',
    hq,
    onSlowHq: quietly,
    platform: {
      state: () => Promise.resolve({ ...up, stableSince: '2026-01-01T00:00:00.000Z', revision }),
      takeTraffic: () => Promise.resolve({ seconds: 1, requests: 2, failed: 0, firstFailures: [] }),
      deploy: (_: unknown, __: unknown, hear: (event: ChangeEvent) => void, plannedAt: number) =>
        deploy(hear, plannedAt),
    },
  };
  return new LocalStep(parts as unknown as LocalStepParts);
}

/** Somebody else deploys, or has deployed. */
function meanwhile(stage: string, changing?: PlatformState['changing']): void {
  revision += 1;
  up = { stage, changing };
}

const never = new AbortController().signal;
const quietly = () => undefined;

beforeEach(() => {
  hq = new FakeHq();
  revision = 1;
  up = { stage: 'alb', changing: undefined };
  deploy = () => Promise.resolve({ outcome: 'done', leftBehind: [] });
});

describe('a step after which nobody takes orders', () => {
  it('has HQ owe orders again if its gate does not let go, and says which ones hold it', async () => {
    const refused = step('alb', 'task').waitForOldOrders(0, quietly, never);
    await expect(refused).rejects.toThrow('Orders are not fulfilled yet:\n  o-1');
    expect(hq.isOpen).toBe(true);
  });

  it('has HQ owe orders again if it is given up on while it waits', async () => {
    const stop = new AbortController();
    const waiting = step('alb', 'task').waitForOldOrders(
      60_000,
      () => {
        expect(hq.isOpen).toBe(false);
        stop.abort();
      },
      stop.signal,
    );
    await expect(waiting).rejects.toThrow();
    expect(hq.isOpen).toBe(true);
  });

  it('says how to have orders again if HQ cannot be told', async () => {
    const waiting = step('alb', 'task').waitForOldOrders(60_000, () => (hq.isAway = true), never);
    await expect(waiting).rejects.toThrow(
      'HQ is away\nInterstella HQ may owe this stage no orders now. When it answers again: npx interstella stage alb',
    );
  });

  it('has HQ owe orders again if the platform refuses it', async () => {
    hq.isFulfilled = true;
    deploy = () => Promise.reject(new Error('refused'));
    const back = step('alb', 'task');
    await back.waitForOldOrders(0, quietly, never);
    expect(hq.isOpen).toBe(false);
    await expect(back.take(quietly, never)).rejects.toThrow('refused');
    expect(hq.isOpen).toBe(true);
  });

  it('waits while somebody else has HQ owe orders', async () => {
    hq.isFulfilled = true;
    hq.close = () => Promise.resolve(true as never);
    const refused = step('alb', 'task').waitForOldOrders(0, quietly, never);
    await expect(refused).rejects.toThrow('Interstella HQ still owes the participant every order');
  });

  it('has HQ owe nothing again where somebody else has taken that step meanwhile', async () => {
    const waiting = step('alb', 'task').waitForOldOrders(
      60_000,
      () => {
        meanwhile('task');
      },
      never,
    );
    await expect(waiting).rejects.toThrow('deployed meanwhile');
    expect(hq.isOpen).toBe(false);
  });

  it('leaves it to somebody else who is taking a step whether HQ owes orders', async () => {
    const changing = { what: 'deploying task', since: '2026-01-01T00:00:00.000Z' };
    const waiting = step('alb', 'task').waitForOldOrders(
      60_000,
      () => {
        meanwhile('alb', changing);
      },
      never,
    );
    await expect(waiting).rejects.toThrow('deployed meanwhile');
    expect(hq.isOpen).toBe(false);
  });

  it('has HQ owe orders again for whatever stage somebody else has deployed meanwhile that takes them', async () => {
    const waiting = step('alb', 'task').waitForOldOrders(
      60_000,
      () => {
        meanwhile('iridium');
      },
      never,
    );
    await expect(waiting).rejects.toThrow('deployed meanwhile');
    expect(hq.isOpen).toBe(true);
  });

  it('does not even tell HQ anything where somebody else has deployed since it was planned', async () => {
    const close = jest.spyOn(hq, 'close');
    const planned = step('alb', 'task');
    meanwhile('iridium');
    await expect(planned.waitForOldOrders(0, quietly, never)).rejects.toThrow('This run changed nothing');
    expect(close).not.toHaveBeenCalled();
  });

  it('leaves HQ owing nothing if it is taken', async () => {
    hq.isFulfilled = true;
    const back = step('alb', 'task');
    await back.waitForOldOrders(0, quietly, never);
    await back.take(quietly, never);
    expect(hq.isOpen).toBe(false);
  });
});

describe('a step that waits for old orders', () => {
  it('waits at the same stage, too, before another monolith', async () => {
    const again = step('iridium', 'iridium', { runningTag: 'latest', monolithTag: 'noiridium' });
    await expect(again.waitForOldOrders(0, quietly, never)).rejects.toThrow('o-1');
  });

  it('waits for none where neither the stage nor the monolith changes', async () => {
    const again = step('noiridium', 'noiridium', { runningTag: 'noiridium' });
    await expect(again.waitForOldOrders(0, quietly, never)).resolves.toBeUndefined();
  });

  it('gives up as soon as somebody else deploys, also where the same stage is there again', async () => {
    const waiting = step('alb', 'iridium').waitForOldOrders(60_000, () => (revision += 1), never);
    await expect(waiting).rejects.toThrow(
      'Another stage was deployed meanwhile, or this one again. This run changed nothing; start it again.',
    );
  });

  it('is taken from the very deployment that it was planned at', async () => {
    const asked = jest.fn(deploy);
    deploy = asked;
    const planned = step('alb', 'iridium');
    revision += 1;
    await planned.take(quietly, never);
    expect(asked).toHaveBeenCalledWith(expect.anything(), 1);
  });
});

describe('a step that is being taken', () => {
  it('goes on when it is given up on, and says so', async () => {
    const stop = new AbortController();
    deploy = (hear) => {
      hear({ event: 'plan', steps: [] });
      stop.abort();
      return new Promise(() => undefined);
    };
    await expect(step('alb', 'iridium').take(quietly, stop.signal)).rejects.toThrow(StepGoesOnError);
  });

  it('is not begun when it is given up on before', async () => {
    const begun = jest.fn(deploy);
    deploy = begun;
    await expect(step('alb', 'iridium').take(quietly, AbortSignal.abort())).rejects.toThrow('abort');
    expect(begun).not.toHaveBeenCalled();
  });

  it('is taken although HQ does not answer in the end, of which it says so', async () => {
    deploy = () => {
      hq.isAway = true;
      return Promise.resolve({ outcome: 'done', leftBehind: [] });
    };
    const taken = await step('alb', 'iridium').take(quietly, never);
    expect(taken).toMatchObject({ result: { outcome: 'done' }, unknown: 'HQ is away' });
    expect(taken.summary).toBeUndefined();
  });

  it('keeps what the ledger saw where HQ goes away while it waits for the first order after it', async () => {
    hq.generator = () => {
      hq.isAway = true;
      return Promise.reject(new HqClientError('HQ is away'));
    };
    const taken = await step('alb', 'iridium').take(quietly, never);
    expect(taken).toMatchObject({ summary: { requests: 2 }, stillOpen: ['o-1'], unknown: 'HQ is away' });
    expect(taken.newOrders).toBeUndefined();
  });

  it('ends when an order from after it is complete, and names those from before that are open', async () => {
    let looks = 0;
    hq.rate = 1;
    hq.complete = () => 4 + Math.max(0, (looks += 1) - 3);
    const taken = await step('alb', 'iridium').take(quietly, never);
    expect(looks).toBe(4);
    expect(taken).toMatchObject({ newOrders: { published: 1, complete: 1 }, stillOpen: ['o-1'] });
  });

  it('waits for no order where none are made', async () => {
    const taken = await step('alb', 'iridium').take(quietly, never);
    expect(taken.newOrders).toBeUndefined();
  });
});
