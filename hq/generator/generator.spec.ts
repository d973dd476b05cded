import { describe, expect, it } from '@jest/globals';
import { Generator, type GeneratorSettings } from './generator.ts';

const log = { log: () => undefined, warn: () => undefined, error: () => undefined };

function makeGenerator(settings: Partial<GeneratorSettings>) {
  const world = { time: 1_000_000, inFlight: 0, open: ['ada'], room: true, backlog: 0, made: [] as number[] };
  const publisher = {
    get backlog() {
      return world.backlog;
    },
    failure: undefined,
    hasRoomFor: () => world.room,
    make: (count: number) => {
      world.made.push(count);
      return Promise.resolve([]);
    },
  };
  const generator = new Generator(
    publisher,
    {
      get count() {
        return world.inFlight;
      },
    },
    () => Promise.resolve(world.open),
    () => world.time,
    log,
  );
  generator.set(settings);
  const pass = async (seconds: number) => {
    for (let tick = 0; tick < seconds * 20; tick += 1) {
      world.time += 50;
      await generator.tick();
    }
  };
  const total = () => world.made.reduce((sum, count) => sum + count, 0);
  return { world, generator, pass, total };
}

describe('the generator', () => {
  it.each([
    [2, 10, 20],
    [0.5, 10, 5],
    [200, 2, 400],
    [0, 10, 0],
  ])('makes %d orders per second: in %d seconds %d', async (rate, seconds, expected) => {
    const { pass, total } = makeGenerator({ rate });
    await pass(seconds);
    expect(Math.abs(total() - expected)).toBeLessThanOrEqual(1);
  });

  it('makes bursts at once and keeps the rate', async () => {
    const { world, pass } = makeGenerator({ rate: 5, burst: 10 });
    await pass(8.1);
    expect(world.made).toEqual([10, 10, 10, 10]);
  });

  it('makes bursts that are rarer than the time that it catches up', async () => {
    const { world, pass } = makeGenerator({ rate: 0.5, burst: 10 });
    await pass(41);
    expect(world.made).toEqual([10, 10]);
  });

  it('stops after the count, exactly', async () => {
    const { generator, pass, total } = makeGenerator({ rate: 100, burst: 7, count: 20 });
    await pass(5);
    expect(total()).toBe(20);
    expect(generator.status()).toMatchObject({ made: 20, running: false, state: 'Done: 20 orders made.' });
    generator.set({ count: 5 });
    await pass(5);
    expect(total()).toBe(25);
  });

  it('pauses and resumes without making up for the pause', async () => {
    const { generator, pass, total } = makeGenerator({ rate: 10 });
    generator.set({ paused: true });
    await pass(100);
    expect(total()).toBe(0);
    generator.set({ paused: false });
    await pass(1);
    expect(total()).toBeLessThanOrEqual(11);
    expect(total()).toBeGreaterThanOrEqual(9);
  });

  it.each([[{ paused: true }], [{ count: 0 }], [{ rate: 0 }]])(
    'minds %j though it is said while a tick reads the participants',
    async (settings) => {
      const { world, generator, total } = makeGenerator({ rate: 10 });
      world.time += 1_000;
      const tick = generator.tick();
      generator.set(settings);
      await tick;
      expect(total()).toBe(0);
    },
  );

  it('makes up for at most a second after a stall', async () => {
    const { world, generator, total } = makeGenerator({ rate: 10 });
    world.time += 3_600_000;
    await generator.tick();
    expect(total()).toBe(10);
  });

  it('makes no orders while no participant is open, and reports it', async () => {
    const { world, generator, pass, total } = makeGenerator({ rate: 10 });
    world.open = [];
    await pass(2);
    expect(total()).toBe(0);
    expect(generator.status().state).toContain('no participant is open');
  });

  it('waits while too many orders are unpublished, and reports it', async () => {
    const { world, generator, pass, total } = makeGenerator({ rate: 10 });
    world.room = false;
    await pass(2);
    expect(total()).toBe(0);
    expect(generator.status().state).toContain('not published yet');
    world.room = true;
    await pass(1);
    expect(total()).toBeGreaterThan(0);
    expect(generator.status().state).toBe('Makes 10 orders per second.');
  });

  it.each([
    [{ rate: 100 }, 50],
    [{ rate: 0.5 }, 25],
    [{ rate: 1, burst: 40 }, 40],
  ])('makes fewer orders than its rate (%j) while more than %d are not published', async (settings, most) => {
    const { world, generator, pass, total } = makeGenerator(settings);
    world.backlog = most + 1;
    await pass(60);
    expect(total()).toBe(0);
    expect(generator.status().state).toBe(`Waits: ${most + 1} orders are not published yet.`);
    world.backlog = most;
    await pass(60);
    expect(total()).toBeGreaterThan(0);
  });

  it('reports that the participants cannot be read, and continues afterwards', async () => {
    const { world, generator, pass, total } = makeGenerator({ rate: 10 });
    Object.defineProperty(world, 'open', { get: () => raise('no answer'), configurable: true });
    await pass(1);
    expect(generator.status().state).toContain('no answer');
    Object.defineProperty(world, 'open', { value: ['ada'] });
    await pass(1);
    expect(total()).toBeGreaterThan(0);
  });

  it('waits while more orders are open than the services complete in two seconds, and reports it', async () => {
    const { world, generator, pass, total } = makeGenerator({ rate: 200 });
    world.inFlight = 401;
    await pass(2);
    expect(total()).toBe(0);
    expect(generator.status().state).toBe(
      'Waits: 401 of the orders of the last 30 s are open. The services complete fewer than 200 per second.',
    );
    world.inFlight = 400;
    await pass(2);
    expect(total()).toBeGreaterThan(300);
    expect(generator.status().state).toBe('Makes 200 orders per second.');
  });
});

function raise(message: string): never {
  throw new Error(message);
}
