import { describe, expect, it } from '@jest/globals';
import { stageNamed } from '@interstella/infra/settings';
import type { MonolithTag } from '@interstella/infra/stages';
import { UsageError } from '@interstella/libs/errors';
import type { MonolithTags } from '../gate/judge-step.ts';
import type { Deployed, StepPlan } from './place.ts';
import { planStep, requireUnchanged, titleOf } from './plan-step.ts';
import { NotTakenError } from './step-taken.ts';

interface Known extends Partial<Deployed>, MonolithTags {
  readonly wrongOrder?: boolean;
}

function plan(to: string, from: string | undefined, known: Known = {}): Promise<StepPlan> {
  const { runningTag, monolithTag, wrongOrder, ...deployed } = known;
  const stage = from === undefined ? undefined : stageNamed(from);
  const place = {
    to: stageNamed(to),
    commandFor: (name: string) => `deploy ${name}`,
    deployed: () => Promise.resolve({ stage, revision: 1, problem: undefined, ...deployed }),
    monolithTags: () => Promise.resolve({ runningTag, monolithTag }),
  };
  return planStep(place, wrongOrder);
}

describe('the plan of a step', () => {
  it.each([
    ['workshop', 'task', { isGated: false, leavesOrders: false, beginsOrders: false }],
    ['task', 'alb', { isGated: false, leavesOrders: false, beginsOrders: true }],
    ['alb', 'iridium', { isGated: true, leavesOrders: false, beginsOrders: false }],
    ['noiridium', 'iridium', { isGated: true, leavesOrders: false, beginsOrders: false }],
    ['iridium', 'alb', { isGated: true, leavesOrders: false, beginsOrders: true }],
    ['alb', 'task', { isGated: false, leavesOrders: true, beginsOrders: false }],
    ['alb', 'alb', { isGated: false, leavesOrders: false, beginsOrders: true }],
  ])('from %s to %s knows what becomes of orders', async (from, to, orders) => {
    expect(await plan(to, from)).toMatchObject({ from: { name: from }, to: { name: to }, ...orders });
  });

  it.each<[string, MonolithTag | undefined, string, boolean]>([
    ['noiridium', 'noiridium', 'latest', true],
    ['noiridium', 'noiridium', 'noiridium', false],
    ['noiridium', undefined, 'noiridium', false],
    // Heals what nobody gathers.
    ['alb', 'noiridium', 'latest', false],
  ])(
    'at the same stage %s, from a monolith %s to %s, is gated: %s',
    async (name, runningTag, monolithTag, isGated) => {
      const tags = { runningTag, monolithTag: monolithTag as MonolithTag };
      expect(await plan(name, name, tags)).toMatchObject({ isGated });
    },
  );

  it('leaves no resource to nobody, unless it is to', async () => {
    const monolithTag = 'nomagnesite';
    await expect(plan('noiridium', 'noiridium', { monolithTag })).rejects.toThrow(
      'With the monolith nomagnesite nobody would gather magnesite at stage noiridium',
    );
    const wrong = { monolithTag, runningTag: 'noiridium', wrongOrder: true } as const;
    expect(await plan('noiridium', 'noiridium', wrong)).toMatchObject({ isGated: true });
  });

  it('skips nothing, and shows the way', async () => {
    await expect(plan('magnesite', 'alb')).rejects.toThrow(
      'Stage magnesite is 3 steps away, from alb, which is deployed. Deploy one stage at a time:\n  deploy iridium\n  deploy noiridium\n  deploy magnesite',
    );
    await expect(plan('alb', undefined)).rejects.toThrow(
      'Stage alb is 3 steps away, and nothing is deployed yet. Deploy one stage at a time:\n  deploy workshop\n',
    );
  });

  it('begins with nothing', async () => {
    expect(await plan('workshop', undefined)).toMatchObject({ direction: 'first', from: undefined });
  });

  it('is refused while there is a problem with what is deployed', async () => {
    const problem = 'The stack is being changed.';
    await expect(plan('iridium', 'alb', { problem })).rejects.toThrow(new UsageError(problem));
  });

  it('has a title', async () => {
    expect(titleOf(await plan('workshop', undefined))).toMatch(/^Deploying workshop: ./);
    expect(titleOf(await plan('alb', 'iridium'))).toBe('Going backwards from iridium to alb');
    expect(titleOf(await plan('alb', 'alb'))).toBe('Stage alb again');
  });
});

describe('a step that waits', () => {
  const now = (deployed: Partial<Deployed>) => ({
    deployed: () => Promise.resolve({ stage: undefined, revision: 2, problem: undefined, ...deployed }),
  });

  it('goes on while nothing else is deployed', async () => {
    await expect(requireUnchanged(now({}), { revision: 2 })).resolves.toBeUndefined();
  });

  it('is not taken from what somebody else has deployed meanwhile, and says where that is', async () => {
    const other = requireUnchanged(now({ stage: stageNamed('iridium') }), { revision: 1 });
    await expect(other).rejects.toThrow(
      new NotTakenError(
        'Something was deployed meanwhile; it is at iridium now. This run changed nothing; start it again.',
      ),
    );
    const gone = requireUnchanged(now({ revision: undefined, status: 'gone' }), { revision: 1 });
    await expect(gone).rejects.toThrow('it is at no stage (gone) now.');
  });
});
