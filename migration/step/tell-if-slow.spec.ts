import { expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { tellIfSlow } from './tell-if-slow.ts';

it('says that something takes long, and nothing of what does not', async () => {
  const tell = jest.fn();
  await expect(tellIfSlow(Promise.resolve('soon'), tell)).resolves.toBe('soon');
  await expect(tellIfSlow(delay(20, 'late'), tell, 1)).resolves.toBe('late');
  expect(tell).toHaveBeenCalledTimes(1);
  await expect(tellIfSlow(Promise.reject(new Error('never')), tell)).rejects.toThrow('never');
});
