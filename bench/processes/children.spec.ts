import { expect, it } from '@jest/globals';
import { Children } from './children.ts';

it('ends a process that starts while all are being stopped, with the reason', async () => {
  const children = new Children();
  const stopped: string[] = [];
  const stoppable = (name: string) => ({
    stop: () => {
      stopped.push(name);
      return Promise.resolve();
    },
  });
  children.adopt(stoppable('first'));
  const stopping = children.stopAll();
  expect(() => children.adopt(stoppable('second'))).toThrow('being stopped');
  await stopping;
  expect(stopped).toEqual(['first', 'second']);
});
