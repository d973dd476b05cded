import { beforeEach, describe, expect, it } from '@jest/globals';
import { SYSTEM_CLOCK } from './clock.ts';
import { Task } from './task.ts';
import type { TaskDriver } from './task-driver.ts';
import { definitionOf, FakeTask, FakeTargetGroups, settled } from './testing/index.ts';

/** The machine gives it to everyone who asks, once it is free again. */
const PORT = 5_000;

let targets: FakeTargetGroups;
let programs: FakeTask[];
let driver: TaskDriver;

beforeEach(() => {
  targets = new FakeTargetGroups();
  programs = [];
  driver = {
    start: (request) => {
      const program = new FakeTask(request, PORT);
      programs.push(program);
      return Promise.resolve(program);
    },
  };
});

const begin = (id: string): Task => {
  const request = { id, group: 'service', definition: definitionOf('latest') };
  return new Task(
    { request, targetGroup: 'group', onChange: () => undefined },
    { driver, targets, clock: SYSTEM_CLOCK, emit: () => undefined },
  );
};
const start = async (id: string): Promise<Task> => {
  const task = begin(id);
  await task.settled;
  return task;
};
const end = async (task: Task): Promise<void> => {
  programs[0]?.end();
  await task.ended;
  await settled();
};

describe('a task whose port another has got before its own end is known leaves that in the target group', () => {
  it('when it was drained and stopped', async () => {
    const old = await start('old');
    await old.stop('replaced');
    const successor = await start('successor');
    await end(old);
    expect(targets.calls).toEqual([`register ${PORT}`, `deregister ${PORT}`, `register ${PORT}`]);
    expect(successor.health).toBe('healthy');
  });

  it('when it was stopped before it ran', async () => {
    const old = begin('old');
    await old.stop('replaced');
    await old.settled;
    const successor = await start('successor');
    await end(old);
    expect(targets.calls).toEqual([`register ${PORT}`]);
    expect(successor.health).toBe('healthy');
  });
});

describe('a task that ends by itself', () => {
  it('is taken out of its target group', async () => {
    await end(await start('only'));
    expect(targets.calls).toEqual([`register ${PORT}`, `deregister ${PORT}`]);
  });
});
