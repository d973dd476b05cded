import { expect, it } from '@jest/globals';
import type { ChildProgram } from '@interstella/local/programs';
import { KitPrograms } from './kit-programs.ts';

it('ends a program, too, that was just being started when the kit is stopped', async () => {
  const stopped: number[] = [];
  let spawned: (program: ChildProgram) => void = () => undefined;
  const programs = new KitPrograms(() => new Promise((resolve) => (spawned = resolve)));
  const starting = programs.start('local', 'main.js', {});
  const stopping = programs.stop();
  spawned({
    explainEnd: () => new Promise(() => undefined),
    ready: () => Promise.reject(new Error('stopped')),
    stop: (limitMs: number) => Promise.resolve(stopped.push(limitMs)),
  } as unknown as ChildProgram);
  await expect(starting).rejects.toThrow('stopped');
  await stopping;
  expect(stopped).toHaveLength(1);
  await expect(programs.start('hq', 'main.js', {})).rejects.toThrow('The kit is stopping.');
});
