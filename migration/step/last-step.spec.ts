import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UsageError } from '@interstella/libs/errors';
import { StepWorld } from './testing/step-world.ts';

let world: StepWorld;
const never = new AbortController().signal;

beforeEach(() => {
  world = new StepWorld();
});

/** The last step, in the wait of which somebody else deploys. */
function stopOrdersWhile(...deployed: Parameters<StepWorld['meanwhile']>): Promise<void> {
  const show = () => {
    world.meanwhile(...deployed);
  };
  return world.step('alb', 'task').stopOrders(world.wait({ limitMs: 60_000, show }));
}

describe('a step after which nobody takes orders', () => {
  it('has HQ owe orders again if its gate does not let go, and says which ones hold it', async () => {
    const refused = world.step('alb', 'task').stopOrders(world.wait());
    await expect(refused).rejects.toThrow('Orders are not fulfilled yet:\n  o-1');
    expect(world.hq.isOpen).toBe(true);
  });

  it('has HQ owe orders again if it is given up on while it waits', async () => {
    const stop = new AbortController();
    const waiting = world.step('alb', 'task').stopOrders(
      world.wait({
        limitMs: 60_000,
        signal: stop.signal,
        show: () => {
          expect(world.hq.isOpen).toBe(false);
          stop.abort();
        },
      }),
    );
    await expect(waiting).rejects.toThrow();
    expect(world.hq.isOpen).toBe(true);
  });

  it('says how to have orders again if HQ cannot be told', async () => {
    const waiting = world
      .step('alb', 'task')
      .stopOrders(world.wait({ limitMs: 60_000, show: () => (world.hq.isAway = true) }));
    await expect(waiting).rejects.toThrow(
      'HQ is away\nInterstella HQ may owe this stage no orders now. When it answers again: npx interstella stage alb',
    );
  });

  it('has HQ owe orders again if the platform refuses it', async () => {
    world.hq.isFulfilled = true;
    world.deploy = () => Promise.reject(new Error('refused'));
    const back = world.step('alb', 'task');
    await back.stopOrders(world.wait());
    expect(world.hq.isOpen).toBe(false);
    await expect(back.take(undefined, never)).rejects.toThrow('refused');
    expect(world.hq.isOpen).toBe(true);
  });

  it('says how to have orders again where its own deployment is broken', async () => {
    world.hq.isFulfilled = true;
    const back = world.step('alb', 'task');
    await back.stopOrders(world.wait());
    world.deploy = () => {
      world.meanwhile('alb', 'The stack is in state UPDATE_ROLLBACK_FAILED.');
      return Promise.reject(new UsageError('cdk failed', { code: 'CDK_FAILED' }));
    };
    await expect(back.take(undefined, never)).rejects.toMatchObject({
      code: 'CDK_FAILED',
      message:
        'cdk failed\nInterstella HQ may owe this stage no orders now. When the stage can be deployed again: npx interstella stage alb',
    });
    expect(world.hq.isOpen).toBe(false);
  });

  it('says so, too, where it was stopped and HQ cannot be told', async () => {
    world.hq.isFulfilled = true;
    const back = world.step('alb', 'task');
    await back.stopOrders(world.wait());
    world.deploy = () => {
      world.hq.isAway = true;
      return Promise.reject(Object.assign(new Error('This operation was aborted'), { name: 'AbortError' }));
    };
    await expect(back.take(undefined, never)).rejects.toMatchObject({
      code: 'STOPPED',
      message:
        'Stopped before the step began.\nInterstella HQ may owe this stage no orders now. When it answers again: npx interstella stage alb',
    });
  });

  it('waits while somebody else has HQ owe orders', async () => {
    world.hq.isFulfilled = true;
    world.hq.close = () => Promise.resolve(true as never);
    const refused = world.step('alb', 'task').stopOrders(world.wait());
    await expect(refused).rejects.toThrow('Interstella HQ still owes the participant every order');
  });

  it('has HQ owe nothing again where somebody else has taken that step meanwhile', async () => {
    const waiting = stopOrdersWhile('task');
    await expect(waiting).rejects.toThrow('deployed meanwhile');
    expect(world.hq.isOpen).toBe(false);
  });

  it('leaves it to somebody else who is taking a step whether HQ owes orders', async () => {
    const waiting = stopOrdersWhile('alb', 'Something is being changed already.');
    await expect(waiting).rejects.toThrow(
      /deployed meanwhile[^]*\nInterstella HQ may owe this stage no orders now/,
    );
    expect(world.hq.isOpen).toBe(false);
  });

  it('has HQ owe orders again for whatever stage somebody else has deployed meanwhile that takes them', async () => {
    const waiting = stopOrdersWhile('iridium');
    await expect(waiting).rejects.toThrow('deployed meanwhile');
    expect(world.hq.isOpen).toBe(true);
  });

  it('does not even tell HQ anything where somebody else has deployed since it was planned', async () => {
    const close = jest.spyOn(world.hq, 'close');
    const planned = world.step('alb', 'task');
    world.meanwhile('iridium');
    await expect(planned.stopOrders(world.wait())).rejects.toThrow('This run changed nothing');
    expect(close).not.toHaveBeenCalled();
  });

  it('leaves HQ owing nothing if it is taken', async () => {
    world.hq.isFulfilled = true;
    const back = world.step('alb', 'task');
    await back.stopOrders(world.wait());
    await back.take(undefined, never);
    expect(world.hq.isOpen).toBe(false);
  });

  it('says what HQ does not owe any more, and what becomes of that', async () => {
    world.hq.isFulfilled = true;
    const note = jest.fn();
    await world.step('alb', 'task').stopOrders(world.wait({ note }));
    expect(note.mock.calls).toEqual([
      ['Interstella HQ owes laptop no further orders. If this step comes to nothing, it owes them again.'],
    ]);
  });

  it('holds for every open order, however young', async () => {
    world.hq.publishedAt = '2100-01-01T00:00:00.000Z';
    await expect(world.step('alb', 'task').stopOrders(world.wait())).rejects.toThrow(
      'o-1, published 2100-01-01T00:00:00.000Z',
    );
  });

  it('holds while orders from before the closing may yet be recorded', async () => {
    world.hq.isFulfilled = true;
    world.member = { recordedWithinMs: 5_000 };
    await expect(world.step('alb', 'task').stopOrders(world.wait())).rejects.toThrow('as of 2999-01-01');
  });
});

describe("such a step with an instructor's HQ", () => {
  const COMMAND = 'npx interstella hq close laptop --hq-url https://hq';

  beforeEach(() => {
    world.hq.isFulfilled = true;
    const close = { participant: 'laptop', command: COMMAND };
    world.member = { isOurs: false, remedies: { redrive: '', republish: '', close } };
  });

  it('holds while HQ owes orders, though none is open, and says what the instructor must run', async () => {
    const close = jest.spyOn(world.hq, 'close');
    await expect(world.step('alb', 'task').stopOrders(world.wait())).rejects.toThrow(
      /^The gate still holds; nothing was changed\.\nInterstella HQ still owes laptop every order that it publishes\.\n.*the instructor must run `npx interstella hq close laptop/,
    );
    expect(close).not.toHaveBeenCalled();
  });

  it('goes on once HQ owes nothing and nothing is open', async () => {
    world.hq.isOpen = false;
    await expect(world.step('alb', 'task').stopOrders(world.wait())).resolves.toBeUndefined();
  });

  it('leaves it to the instructor to have HQ owe orders again', async () => {
    world.hq.isOpen = false;
    world.deploy = () => {
      world.meanwhile('alb', 'The stack is in state UPDATE_ROLLBACK_FAILED.');
      return Promise.reject(new Error('refused'));
    };
    await expect(world.step('alb', 'task').take(undefined, never)).rejects.toThrow(/^refused$/);
    expect(world.hq.isOpen).toBe(false);
  });
});
