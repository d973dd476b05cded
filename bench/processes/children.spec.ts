import { expect, it } from '@jest/globals';
import { Children } from './children.ts';

it('ends what is still started while all are being stopped, and says why', async () => {
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
