import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HqClientError } from '@interstella/hq/client';
import { StepWorld } from './testing/step-world.ts';

let world: StepWorld;
const never = new AbortController().signal;

beforeEach(() => {
  world = new StepWorld();
});

describe('a step that waits for old orders', () => {
  it('waits at the same stage, too, before another monolith', async () => {
    const again = world.step('iridium', 'iridium', { runningTag: 'latest', monolithTag: 'noiridium' });
    await expect(again.waitForOldOrders(world.wait())).rejects.toThrow('o-1');
  });

  it('waits for none where neither the stage nor the monolith changes', async () => {
    const again = world.step('noiridium', 'noiridium', { runningTag: 'noiridium' });
    await expect(again.waitForOldOrders(world.wait())).resolves.toBeUndefined();
  });

  it('gives up as soon as somebody else deploys, also where the same stage is there again', async () => {
    const show = () => (world.revision += 1);
    const waiting = world.step('alb', 'iridium').waitForOldOrders(world.wait({ limitMs: 60_000, show }));
    await expect(waiting).rejects.toThrow(
      'Something was deployed meanwhile; it is at alb now. This run changed nothing; start it again.',
    );
  });
});

it('asks again of HQ alone, and not what is deployed', async () => {
  world.hq.isFulfilled = true;
  world.hqLimitMs = 10_000;
  const deployed = jest.fn(() => Promise.reject(new HqClientError('The platform is away')));
  world.deployed = deployed;
  await expect(world.step('alb', 'iridium').waitForOldOrders(world.wait())).rejects.toThrow('is away');
  expect(deployed).toHaveBeenCalledTimes(1);
});

describe('a step that is being taken', () => {
  it('is not begun when it is given up on before', async () => {
    const begun = jest.fn(world.deploy);
    world.deploy = begun;
    await expect(world.step('alb', 'iridium').take(undefined, AbortSignal.abort())).rejects.toThrow('abort');
    expect(begun).not.toHaveBeenCalled();
  });

  it('is taken although HQ does not answer in the end, of which it says so', async () => {
    world.deploy = () => {
      world.hq.isAway = true;
      return Promise.resolve({ outcome: 'done', leftBehind: [] });
    };
    const taken = await world.step('alb', 'iridium').take(undefined, never);
    expect(taken).toMatchObject({ result: { outcome: 'done' }, unknown: 'HQ is away' });
    expect(taken.summary).toBeUndefined();
  });

  it.each(['open', 'report', 'generator'] as const)(
    'asks HQ again after it where %s fails twice',
    async (call) => {
      world.hqLimitMs = 10_000;
      world.deploy = () => {
        const away = () => Promise.reject(new HqClientError('DynamoDB is away', 503));
        jest.spyOn(world.hq, call).mockImplementationOnce(away).mockImplementationOnce(away);
        return Promise.resolve({ outcome: 'done', leftBehind: [] });
      };
      const taken = await world.step('alb', 'iridium').take(undefined, never);
      expect(taken).toMatchObject({ summary: { requests: 2 }, stillOpen: ['o-1'] });
      expect(taken.unknown).toBeUndefined();
    },
  );

  it('asks HQ again before the deployment, and at the gate', async () => {
    world.hqLimitMs = 10_000;
    world.hq.isFulfilled = true;
    const step = world.step('alb', 'task');
    world.hq.failures = 2;
    await step.stopOrders(world.wait());
    world.hq.failures = 2;
    expect(await step.take(undefined, never)).toMatchObject({ summary: { requests: 2 } });
  });

  it('asks HQ no more once it is given up on, and says that nothing was changed', async () => {
    world.hqLimitMs = 60_000;
    const stop = new AbortController();
    const report = jest.spyOn(world.hq, 'report');
    report.mockImplementation(() => {
      stop.abort();
      return Promise.reject(new HqClientError('HQ is away'));
    });
    await expect(world.step('alb', 'iridium').take(undefined, stop.signal)).rejects.toThrow('abort');
    expect(report).toHaveBeenCalledTimes(1);
  });

  it('keeps what the ledger saw where HQ goes away while it waits for the first order after it', async () => {
    world.hq.generator = () => {
      world.hq.isAway = true;
      return Promise.reject(new HqClientError('HQ is away'));
    };
    const taken = await world.step('alb', 'iridium').take(undefined, never);
    expect(taken).toMatchObject({ summary: { requests: 2 }, stillOpen: ['o-1'], unknown: 'HQ is away' });
    expect(taken.newOrders).toBeUndefined();
  });

  it('ends when an order from after it is complete, and names those from before that are open', async () => {
    let looks = 0;
    world.hq.rate = 1;
    world.hq.complete = () => 4 + Math.max(0, (looks += 1) - 3);
    const taken = await world.step('alb', 'iridium').take(undefined, never);
    expect(looks).toBe(4);
    expect(taken).toMatchObject({ newOrders: { published: 1, complete: 1 }, stillOpen: ['o-1'] });
  });

  it('waits for no order where none are made', async () => {
    const taken = await world.step('alb', 'iridium').take(undefined, never);
    expect(taken.newOrders).toBeUndefined();
  });

  it('waits for no order, and does not ask whether any are made, where nobody is to wait for one', async () => {
    world.hq.rate = 1;
    world.newOrderLimitMs = 0;
    const generator = jest.spyOn(world.hq, 'generator');
    const taken = await world.step('alb', 'iridium').take(undefined, never);
    expect(taken).toMatchObject({ summary: { requests: 2 }, stillOpen: ['o-1'] });
    expect(taken.newOrders).toBeUndefined();
    expect(generator).not.toHaveBeenCalled();
  });

  it('is taken, and tells what the ledger saw, where the load balancer does not tell what it did', async () => {
    world.takeTraffic = () => Promise.reject(new Error('The platform does not answer.'));
    const taken = await world.step('alb', 'iridium').take(undefined, never);
    expect(taken).toMatchObject({ result: { outcome: 'done' }, summary: { open: 1 } });
    expect(taken.summary?.requests).toBeUndefined();
  });

  it('has HQ owe orders where they are taken then', async () => {
    world.hq.isOpen = false;
    await world.step('task', 'alb').take(undefined, never);
    expect(world.hq.isOpen).toBe(true);
  });

  it('leaves that to the instructor where HQ is theirs, and asks nothing that only they may ask', async () => {
    world.hq.isOpen = false;
    world.hq.generator = () => Promise.reject(new HqClientError('HQ refused', 403));
    world.member = { isOurs: false };
    const taken = await world.step('task', 'alb').take(undefined, never);
    expect(world.hq.isOpen).toBe(false);
    expect(taken).toMatchObject({ result: { outcome: 'done' }, summary: { requests: 2 }, red: false });
    expect(taken.unknown).toBeUndefined();
  });
});
