import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StepWorld } from './testing/step-world.ts';

let world: StepWorld;
const never = new AbortController().signal;
const quietly = () => undefined;

beforeEach(() => {
  world = new StepWorld();
});

describe('a step after which nobody takes orders', () => {
  it('has HQ owe orders again if its gate does not let go, and says which ones hold it', async () => {
    const refused = world.step('alb', 'task').waitForOldOrders(0, quietly, never);
    await expect(refused).rejects.toThrow('Orders are not fulfilled yet:\n  o-1');
    expect(world.hq.isOpen).toBe(true);
  });

  it('has HQ owe orders again if it is given up on while it waits', async () => {
    const stop = new AbortController();
    const waiting = world.step('alb', 'task').waitForOldOrders(
      60_000,
      () => {
        expect(world.hq.isOpen).toBe(false);
        stop.abort();
      },
      stop.signal,
    );
    await expect(waiting).rejects.toThrow();
    expect(world.hq.isOpen).toBe(true);
  });

  it('says how to have orders again if HQ cannot be told', async () => {
    const waiting = world.step('alb', 'task').waitForOldOrders(60_000, () => (world.hq.isAway = true), never);
    await expect(waiting).rejects.toThrow(
      'HQ is away\nInterstella HQ may owe this stage no orders now. When it answers again: npx interstella stage alb',
    );
  });

  it('has HQ owe orders again if the platform refuses it', async () => {
    world.hq.isFulfilled = true;
    world.deploy = () => Promise.reject(new Error('refused'));
    const back = world.step('alb', 'task');
    await back.waitForOldOrders(0, quietly, never);
    expect(world.hq.isOpen).toBe(false);
    await expect(back.take(quietly, never)).rejects.toThrow('refused');
    expect(world.hq.isOpen).toBe(true);
  });

  it('waits while somebody else has HQ owe orders', async () => {
    world.hq.isFulfilled = true;
    world.hq.close = () => Promise.resolve(true as never);
    const refused = world.step('alb', 'task').waitForOldOrders(0, quietly, never);
    await expect(refused).rejects.toThrow('Interstella HQ still owes the participant every order');
  });

  it('has HQ owe nothing again where somebody else has taken that step meanwhile', async () => {
    const waiting = world.step('alb', 'task').waitForOldOrders(
      60_000,
      () => {
        world.meanwhile('task');
      },
      never,
    );
    await expect(waiting).rejects.toThrow('deployed meanwhile');
    expect(world.hq.isOpen).toBe(false);
  });

  it('leaves it to somebody else who is taking a step whether HQ owes orders', async () => {
    const changing = { what: 'deploying task', since: '2026-01-01T00:00:00.000Z' };
    const waiting = world.step('alb', 'task').waitForOldOrders(
      60_000,
      () => {
        world.meanwhile('alb', changing);
      },
      never,
    );
    await expect(waiting).rejects.toThrow('deployed meanwhile');
    expect(world.hq.isOpen).toBe(false);
  });

  it('has HQ owe orders again for whatever stage somebody else has deployed meanwhile that takes them', async () => {
    const waiting = world.step('alb', 'task').waitForOldOrders(
      60_000,
      () => {
        world.meanwhile('iridium');
      },
      never,
    );
    await expect(waiting).rejects.toThrow('deployed meanwhile');
    expect(world.hq.isOpen).toBe(true);
  });

  it('does not even tell HQ anything where somebody else has deployed since it was planned', async () => {
    const close = jest.spyOn(world.hq, 'close');
    const planned = world.step('alb', 'task');
    world.meanwhile('iridium');
    await expect(planned.waitForOldOrders(0, quietly, never)).rejects.toThrow('This run changed nothing');
    expect(close).not.toHaveBeenCalled();
  });

  it('leaves HQ owing nothing if it is taken', async () => {
    world.hq.isFulfilled = true;
    const back = world.step('alb', 'task');
    await back.waitForOldOrders(0, quietly, never);
    await back.take(quietly, never);
    expect(world.hq.isOpen).toBe(false);
  });
});
